package meridian.client;

import java.util.Optional;
import java.util.function.Function;
import meridian.protocol.ChangeReferenceRequest;
import meridian.protocol.ChangeReferenceResponse;
import meridian.protocol.CoordinationGrpc;
import meridian.protocol.Value;

/** A value that all share, or none, as at first. Each change happens at once or not at all. */
public final class SharedReference {
    private static final Value NONE = Value.getDefaultInstance();

    private final Bytes name;
    private final Calls calls;

    SharedReference(Bytes name, Calls calls) {
        this.name = name;
        this.calls = calls;
    }

    /** The key that it is stored in. */
    public Bytes name() {
        return name;
    }

    /** What it is. */
    public Optional<Bytes> get() {
        return change(it -> it, Effect.READ, response -> value(response.getAfter()))
                .now();
    }

    /** Makes it this, and returns what it was. */
    public Optional<Bytes> set(Bytes value) {
        return setting(wire(value)).now();
    }

    /** Leaves none, and returns what it was. */
    public Optional<Bytes> clear() {
        return setting(NONE).now();
    }

    /** Makes it this if there is none. False if there was one. */
    public boolean setIfAbsent(Bytes value) {
        return swapping(NONE, wire(value)).now();
    }

    /** Makes it the second if it is the first. False if it was not. */
    public boolean compareAndSet(Bytes expected, Bytes update) {
        return swapping(wire(expected), wire(update)).now();
    }

    /** Leaves none if it is this. False if it was not. */
    public boolean clearIf(Bytes expected) {
        return swapping(wire(expected), NONE).now();
    }

    private PendingCall<ChangeReferenceRequest, ChangeReferenceResponse, Optional<Bytes>> setting(Value value) {
        return change(it -> it.setSet(value), Effect.WRITE, response -> value(response.getBefore()));
    }

    private PendingCall<ChangeReferenceRequest, ChangeReferenceResponse, Boolean> swapping(
            Value expected, Value update) {
        return change(
                it -> it.setCompareAndSet(ChangeReferenceRequest.CompareAndSet.newBuilder()
                        .setExpected(expected)
                        .setUpdate(update)),
                Effect.WRITE,
                response -> value(response.getBefore()).equals(value(expected)));
    }

    private <T> PendingCall<ChangeReferenceRequest, ChangeReferenceResponse, T> change(
            Function<ChangeReferenceRequest.Builder, ChangeReferenceRequest.Builder> change,
            Effect effect,
            Function<ChangeReferenceResponse, T> answer) {
        ChangeReferenceRequest message = change.apply(
                        ChangeReferenceRequest.newBuilder().setName(name.wire()))
                .build();
        return calls.call(Request.of(CoordinationGrpc.getChangeReferenceMethod(), message, effect, answer));
    }

    private static Value wire(Bytes value) {
        return Value.newBuilder().setBytes(value.wire()).build();
    }

    private static Optional<Bytes> value(Value wire) {
        return wire.hasBytes() ? Optional.of(Bytes.of(wire.getBytes())) : Optional.empty();
    }
}
