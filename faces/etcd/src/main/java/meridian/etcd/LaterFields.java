package meridian.etcd;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchResponse;

/**
 * Fields of etcd's messages that are younger than the stubs we use. Protobuf keeps what it does not know, by number;
 * here the numbers have names.
 */
final class LaterFields {
    /** {@code Compare.CompareTarget.LEASE} */
    static final int COMPARE_TARGET_LEASE = 4;

    static final int COMPARE_LEASE = 8;
    static final int WATCH_CREATE_WATCH_ID = 7;
    static final int WATCH_CREATE_FRAGMENT = 8;
    static final int WATCH_RESPONSE_FRAGMENT = 7;
    static final int HASH_KV_REVISION = 4;

    static final int USER_ADD_OPTIONS = 3;
    static final int USER_ADD_OPTIONS_NO_PASSWORD = 1;

    private LaterFields() {}

    static long lease(Compare compare) {
        return number(compare, COMPARE_LEASE);
    }

    /** The id the client chose, or 0 to have one chosen. */
    static long watchId(WatchCreateRequest request) {
        return number(request, WATCH_CREATE_WATCH_ID);
    }

    static boolean wantsFragments(WatchCreateRequest request) {
        return number(request, WATCH_CREATE_FRAGMENT) != 0;
    }

    /** Says that the rest of the revision follows in the next response. */
    static WatchResponse.Builder asFragment(WatchResponse.Builder response) {
        return response.setUnknownFields(single(WATCH_RESPONSE_FRAGMENT, 1));
    }

    static HashKVResponse.Builder hashRevision(HashKVResponse.Builder response, long revision) {
        return response.setUnknownFields(single(HASH_KV_REVISION, revision));
    }

    /** Says that the user has no password and cannot log in with one. */
    static boolean isWithoutPassword(AuthUserAddRequest request) {
        var options = request.getUnknownFields().getField(USER_ADD_OPTIONS).getLengthDelimitedList();
        try {
            return !options.isEmpty()
                    && UnknownFieldSet.parseFrom(options.getLast())
                            .getField(USER_ADD_OPTIONS_NO_PASSWORD)
                            .getVarintList()
                            .contains(1L);
        } catch (InvalidProtocolBufferException _) {
            throw EtcdErrors.because(EtcdErrors.INVALID_AUTH_MANAGEMENT);
        }
    }

    private static UnknownFieldSet single(int field, long value) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        field,
                        UnknownFieldSet.Field.newBuilder().addVarint(value).build())
                .build();
    }

    private static long number(Message message, int field) {
        UnknownFieldSet unknown = message.getUnknownFields();
        if (!unknown.hasField(field)) {
            return 0;
        }
        var values = unknown.getField(field).getVarintList();
        return values.isEmpty() ? 0 : values.getLast();
    }
}
