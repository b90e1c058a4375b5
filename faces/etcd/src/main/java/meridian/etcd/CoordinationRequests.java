package meridian.etcd;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.coordination.Fence;
import meridian.protocol.AcquireRequest;
import meridian.protocol.Hold;
import meridian.protocol.Value;

/** What the requests of coordination say, checked. Throws {@link EtcdException} for what makes no sense in any state. */
final class CoordinationRequests {
    /** No session lives as long, so nobody's patience needs to; and it is few enough nanoseconds. */
    private static final Duration PATIENCE_MAX = Duration.ofDays(36_500);

    private CoordinationRequests() {}

    static Bytes name(ByteString name) {
        if (name.isEmpty()) {
            throw invalid("name is empty: say which one you mean");
        }
        return ByteStrings.toBytes(name);
    }

    static long session(long session) {
        if (session == 0) {
            throw invalid("session is 0: grant a lease, keep it alive, and give its id here");
        }
        return session;
    }

    static int positive(String what, int number) {
        if (number < 1) {
            throw invalid(what + " is " + number + ": give at least 1");
        }
        return number;
    }

    /** @param isGiven without it there is no limit, and no duration */
    static Optional<Duration> patience(boolean isGiven, long millis) {
        if (millis < 0) {
            throw invalid("patience_millis is " + millis + ": give 0 or more, or leave it out to wait without a limit");
        }
        return isGiven ? Optional.of(Duration.ofMillis(Math.min(millis, PATIENCE_MAX.toMillis()))) : Optional.empty();
    }

    static meridian.coordination.Hold hold(Hold hold) {
        if (hold.getKey().isEmpty()) {
            throw invalid("hold is missing, or has no key: give back what Acquire gave");
        }
        return new meridian.coordination.Hold(
                ByteStrings.toBytes(hold.getKey()),
                hold.getSession(),
                new Fence(hold.getFence()),
                hold.getShared(),
                hold.getPermits());
    }

    static Hold hold(meridian.coordination.Hold hold) {
        Hold.Builder builder = Hold.newBuilder()
                .setKey(ByteStrings.of(hold.key()))
                .setFence(hold.fence().revision())
                .setSession(hold.lease())
                .setPermits(hold.permits());
        return (hold.permits() > 0 ? builder : builder.setShared(hold.shared())).build();
    }

    static Optional<Bytes> value(Value value) {
        return value.hasBytes() ? Optional.of(ByteStrings.toBytes(value.getBytes())) : Optional.empty();
    }

    static Value value(Optional<Bytes> value) {
        Value.Builder builder = Value.newBuilder();
        value.map(ByteStrings::of).ifPresent(builder::setBytes);
        return builder.build();
    }

    static EtcdException noDemand(AcquireRequest request) {
        return invalid("demand is missing: say whether '" + request.getName().toStringUtf8()
                + "' is to be held exclusively, shared, or which number of permits is wanted");
    }

    private static EtcdException invalid(String why) {
        return EtcdErrors.because(Status.INVALID_ARGUMENT.withDescription("meridian: " + why));
    }
}
