package meridian.client;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that says to one request after the other what a test has told it, and at last that all is well. */
final class ScriptedNode extends KVGrpc.KVImplBase implements AutoCloseable {
    private final Queue<Line> script = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Server server;
    private volatile StatusResponse status = StatusResponse.getDefaultInstance();

    /** What is said to one request. */
    private sealed interface Line {
        record Fail(Status status, String outcome) implements Line {}

        record SayNothing() implements Line {}

        record HangUp() implements Line {}
    }

    ScriptedNode() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(this)
                .addService(new Standing())
                .build()
                .start();
    }

    /** What the node says of itself from now on. */
    ScriptedNode says(long member, long leader, long term) {
        status = StatusResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setMemberId(member))
                .setLeader(leader)
                .setRaftTerm(term)
                .build();
        return this;
    }

    private final class Standing extends MaintenanceGrpc.MaintenanceImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
            observer.onNext(status);
            observer.onCompleted();
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    int asked() {
        return asked.get();
    }

    ScriptedNode fail(Status status, String text) {
        return fail(status, text, "");
    }

    /** @param outcome what the trailer says */
    ScriptedNode fail(Status status, String text, String outcome) {
        script.add(new Line.Fail(status.withDescription(text), outcome));
        return this;
    }

    ScriptedNode sayNothing() {
        script.add(new Line.SayNothing());
        return this;
    }

    ScriptedNode hangUp() {
        script.add(new Line.HangUp());
        return this;
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> observer) {
        answer(observer, PutResponse.newBuilder().setHeader(header()).build());
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
        answer(observer, RangeResponse.newBuilder().setHeader(header()).build());
    }

    private static ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(7).build();
    }

    private <R> void answer(StreamObserver<R> observer, R good) {
        asked.incrementAndGet();
        switch (script.poll()) {
            case null -> {
                observer.onNext(good);
                observer.onCompleted();
            }
            case Line.Fail(Status status, String outcome) -> observer.onError(exception(status, outcome));
            case Line.SayNothing() -> {}
            case Line.HangUp() -> server.shutdownNow();
        }
    }

    private static Throwable exception(Status status, String outcome) {
        Metadata trailers = new Metadata();
        if (!outcome.isEmpty()) {
            trailers.put(Verdict.OUTCOME, outcome);
        }
        return status.asRuntimeException(trailers);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
