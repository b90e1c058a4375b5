package meridian.etcd;

import static meridian.etcd.Messages.delete;
import static meridian.etcd.Messages.exists;
import static meridian.etcd.Messages.get;
import static meridian.etcd.Messages.put;
import static meridian.etcd.Messages.step;
import static meridian.etcd.Messages.then;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmRequest.AlarmAction;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.DefragmentResponse;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.HashRequest;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberAddResponse;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberPromoteRequest;
import io.etcd.jetcd.api.MemberRemoveRequest;
import io.etcd.jetcd.api.MemberUpdateRequest;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no client library shows: headers, numbers, and messages that are younger than the stubs. */
class ServicesTest {
    private FaceFixture fixture;
    private ErrorContract.Client client;

    @BeforeEach
    void start(@TempDir Path folder) {
        fixture = new FaceFixture(folder);
        client = fixture.client();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void every_reply_has_a_header_of_the_same_node() {
        List<ResponseHeader> headers = new ArrayList<>();
        ResponseHeader first = client.kv().put(put("k", "v")).getHeader();
        headers.add(client.kv().range(get("k")).getHeader());
        headers.add(client.kv().txn(then(step(put("k", "w")))).getHeader());
        headers.add(client.kv().deleteRange(delete("k")).getHeader());
        LeaseGrantResponse lease = grant(0, 60);
        headers.add(lease.getHeader());
        headers.add(client.lease()
                .leaseTimeToLive(
                        LeaseTimeToLiveRequest.newBuilder().setID(lease.getID()).build())
                .getHeader());
        headers.add(client.lease()
                .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(1).build())
                .getHeader());
        headers.add(client.lease()
                .leaseRevoke(
                        LeaseRevokeRequest.newBuilder().setID(lease.getID()).build())
                .getHeader());
        headers.add(client.cluster()
                .memberList(MemberListRequest.getDefaultInstance())
                .getHeader());
        headers.add(
                client.maintenance().status(StatusRequest.getDefaultInstance()).getHeader());
        headers.add(client.maintenance().hash(HashRequest.getDefaultInstance()).getHeader());
        headers.add(alarm(AlarmAction.GET, 0, AlarmType.NONE).getHeader());
        assertThat(headers).allSatisfy(header -> {
            assertThat(header.getClusterId()).isEqualTo(first.getClusterId()).isNotZero();
            assertThat(header.getMemberId()).isEqualTo(first.getMemberId()).isNotZero();
            assertThat(header.getRevision()).isGreaterThanOrEqualTo(first.getRevision());
            assertThat(header.getRaftTerm()).isEqualTo(first.getRaftTerm()).isPositive();
        });
    }

    private LeaseGrantResponse grant(long id, long seconds) {
        return client.lease()
                .leaseGrant(
                        LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build());
    }

    @Test
    void a_transaction_answers_step_by_step() {
        client.kv().put(put("other", "1"));
        client.kv().put(put("other", "2"));
        long before = client.kv().put(put("k", "v")).getHeader().getRevision();
        TxnResponse response = client.kv()
                .txn(then(
                                step(put("k", "w").toBuilder().setPrevKv(true).build()),
                                step(get("k")),
                                step(TxnRequest.newBuilder()
                                        .addCompare(exists("absent"))
                                        .addFailure(step(delete("other").toBuilder()
                                                .setPrevKv(true)
                                                .build()))
                                        .build()))
                        .toBuilder()
                        .addCompare(exists("k"))
                        .build());
        long revision = response.getHeader().getRevision();
        assertThat(response.getSucceeded()).isTrue();
        assertThat(revision).isGreaterThan(before);
        assertThat(response.getResponses(0).getResponsePut().getPrevKv().getModRevision())
                .isEqualTo(before);
        assertThat(response.getResponses(1).getResponseRange().getKvs(0).getModRevision())
                .isEqualTo(revision);
        assertThat(response.getResponses(1).getResponseRange().getHeader().getRevision())
                .isEqualTo(revision);
        TxnResponse nested = response.getResponses(2).getResponseTxn();
        assertThat(nested.getSucceeded()).isFalse();
        assertThat(nested.getResponses(0).getResponseDeleteRange().getDeleted()).isEqualTo(1);
        assertThat(nested.getResponses(0).getResponseDeleteRange().getPrevKvs(0).getVersion())
                .isEqualTo(2);
    }

    @Test
    void leases_are_listed() {
        grant(11, 60);
        grant(22, 60);
        // The stubs have no message for the answer: one with the same first field keeps the rest by number.
        MethodDescriptor<StatusRequest, DefragmentResponse> method =
                MethodDescriptor.<StatusRequest, DefragmentResponse>newBuilder()
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName("etcdserverpb.Lease/LeaseLeases")
                        .setRequestMarshaller(ProtoUtils.marshaller(StatusRequest.getDefaultInstance()))
                        .setResponseMarshaller(ProtoUtils.marshaller(DefragmentResponse.getDefaultInstance()))
                        .build();
        DefragmentResponse answer = ClientCalls.blockingUnaryCall(
                fixture.channel(), method, CallOptions.DEFAULT, StatusRequest.getDefaultInstance());
        assertThat(answer.getHeader().getRaftTerm()).isPositive();
        List<Long> ids = answer.getUnknownFields().getField(2).getLengthDelimitedList().stream()
                .map(bytes -> {
                    try {
                        return LeaseRevokeRequest.parseFrom(bytes).getID();
                    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
        assertThat(ids).containsExactlyInAnyOrder(11L, 22L);
    }

    @Test
    void a_time_to_live_is_raised_to_the_least_there_is() {
        assertThat(grant(0, 0).getTTL()).isEqualTo(2);
        assertThat(grant(0, -5).getTTL()).isEqualTo(2);
    }

    @Test
    void an_alarm_stops_writes_until_it_is_disarmed() {
        long self = client.kv().put(put("k", "v")).getHeader().getMemberId();
        assertThat(alarm(AlarmAction.DEACTIVATE, self, AlarmType.NOSPACE).getAlarmsList())
                .isEmpty();
        assertThat(alarm(AlarmAction.ACTIVATE, self, AlarmType.NOSPACE).getAlarmsCount())
                .isEqualTo(1);
        assertThat(alarm(AlarmAction.GET, 0, AlarmType.NONE).getAlarms(0).getMemberID())
                .isEqualTo(self);
        assertThat(client.maintenance()
                        .status(StatusRequest.getDefaultInstance())
                        .getErrorsList())
                .containsExactly("memberID:" + Long.toUnsignedString(self) + " alarm:NOSPACE ");
        assertThatThrownBy(() -> client.kv().put(put("k", "v")))
                .hasMessageContaining("etcdserver: mvcc: database space exceeded");

        assertThat(alarm(AlarmAction.DEACTIVATE, self, AlarmType.NOSPACE).getAlarmsCount())
                .isEqualTo(1);
        client.kv().put(put("k", "v"));
        assertThat(alarm(AlarmAction.GET, 0, AlarmType.NONE).getAlarmsList()).isEmpty();
    }

    private AlarmResponse alarm(AlarmAction action, long member, AlarmType type) {
        return client.maintenance()
                .alarm(AlarmRequest.newBuilder()
                        .setAction(action)
                        .setMemberID(member)
                        .setAlarm(type)
                        .build());
    }

    @Test
    void a_hash_names_the_revision_it_is_of() {
        long revision = client.kv().put(put("k", "v")).getHeader().getRevision();
        HashKVResponse past = hash(revision);
        client.kv().put(put("k", "w"));
        assertThat(past.getUnknownFields().getField(4).getVarintList()).containsExactly(revision);
        assertThat(hash(revision).getHash()).isEqualTo(past.getHash());
        assertThat(hash(0).getHash()).isNotEqualTo(past.getHash());
    }

    private HashKVResponse hash(long revision) {
        return client.maintenance()
                .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
    }

    @Test
    void members_come_and_go() {
        MemberAddResponse added = client.cluster()
                .memberAdd(MemberAddRequest.newBuilder()
                        .addPeerURLs("http://127.0.0.1:7004#n4")
                        .setIsLearner(true)
                        .build());
        assertThat(added.getMember().getName()).isEqualTo("n4");
        assertThat(added.getMember().getIsLearner()).isTrue();
        assertThat(added.getMembersList()).contains(added.getMember());

        long id = added.getMember().getID();
        assertThat(client.cluster()
                        .memberPromote(
                                MemberPromoteRequest.newBuilder().setID(id).build())
                        .getMembersList())
                .noneMatch(io.etcd.jetcd.api.Member::getIsLearner);
        assertThatThrownBy(() -> client.cluster()
                        .memberUpdate(MemberUpdateRequest.newBuilder().setID(id).build()))
                .hasMessageContaining("UNIMPLEMENTED")
                .hasMessageContaining("remove the member and add it");
        assertThat(client.cluster()
                        .memberRemove(MemberRemoveRequest.newBuilder().setID(id).build())
                        .getMembersList())
                .extracting(io.etcd.jetcd.api.Member::getName)
                .containsExactly("n1");
    }

    @Test
    void a_snapshot_says_how_much_follows() {
        Iterator<SnapshotResponse> pieces =
                MaintenanceGrpc.newBlockingStub(fixture.channel()).snapshot(SnapshotRequest.getDefaultInstance());
        long received = 0;
        long remaining = Long.MAX_VALUE;
        while (pieces.hasNext()) {
            SnapshotResponse piece = pieces.next();
            assertThat(piece.getRemainingBytes()).isLessThan(remaining);
            remaining = piece.getRemainingBytes();
            received += piece.getBlob().size();
        }
        assertThat(remaining).isZero();
        assertThat(received % 512).isEqualTo(32);
    }

    @Test
    void more_snapshots_at_a_time_than_allowed_are_refused(@TempDir Path folder) {
        EtcdLimits one = new EtcdLimits(1 << 20, 1_000, 10, 10, 1 << 10, 8, 1, 1);
        try (FaceFixture strict = new FaceFixture(folder, FaceFixture.CONFIG.with(one))) {
            Random random = new Random(1);
            for (int i = 0; i < 8; i++) {
                byte[] value = new byte[900_000];
                random.nextBytes(value);
                strict.client()
                        .kv()
                        .put(put("k" + i, "").toBuilder()
                                .setValue(ByteString.copyFrom(value))
                                .build());
            }
            Iterator<SnapshotResponse> unread =
                    MaintenanceGrpc.newBlockingStub(strict.channel()).snapshot(SnapshotRequest.getDefaultInstance());
            unread.next();
            assertThatThrownBy(() -> MaintenanceGrpc.newBlockingStub(strict.channel())
                            .snapshot(SnapshotRequest.getDefaultInstance())
                            .next())
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            error -> assertThat(error.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED));
            unread.forEachRemaining(piece -> {});
        }
    }

    @Test
    void fields_that_nobody_knows_disturb_nothing() {
        UnknownFieldSet.Field value =
                UnknownFieldSet.Field.newBuilder().addVarint(1).build();
        UnknownFieldSet strange =
                UnknownFieldSet.newBuilder().addField(99, value).build();
        client.kv().put(put("k", "v").toBuilder().setUnknownFields(strange).build());
        assertThat(client.kv().range(get("k")).getCount()).isEqualTo(1);
    }
}
