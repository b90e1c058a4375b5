package meridian.client;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseRevokeResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import meridian.protocol.AcquireRequest;
import meridian.protocol.AcquireResponse;
import meridian.protocol.CoordinationGrpc;
import meridian.protocol.Hold;

/** A server on which the first attempt to get something fails, as a connection does that breaks, and the next succeeds. */
final class FailingOnce extends CoordinationGrpc.CoordinationImplBase implements AutoCloseable {
    static final long FENCE = 7;
    private static final long TTL_SECONDS = 60;

    private final List<AcquireRequest> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch leaseAsked = new CountDownLatch(1);
    private final Server server;
    private volatile boolean grantsLeases = true;

    FailingOnce() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(this)
                .addService(new Leases())
                .build()
                .start();
    }

    /** From now on who asks for a lease gets no answer. */
    void grantNoLeases() {
        grantsLeases = false;
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** All that somebody wanted to get. */
    List<AcquireRequest> asked() {
        return List.copyOf(asked);
    }

    void awaitLeaseAsked() throws InterruptedException {
        leaseAsked.await();
    }

    @Override
    public void acquire(AcquireRequest request, StreamObserver<AcquireResponse> observer) {
        asked.add(request);
        if (asked.size() == 1) {
            observer.onError(Status.UNAVAILABLE
                    .withDescription("Connection reset by peer")
                    .asRuntimeException());
            return;
        }
        Hold hold = Hold.newBuilder()
                .setKey(ByteString.copyFromUtf8("name/1"))
                .setFence(FENCE)
                .setSession(request.getSession())
                .setPermits(request.getPermits().getCount())
                .build();
        observer.onNext(AcquireResponse.newBuilder().setHold(hold).build());
        observer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    /** Leases that live for ever. */
    private final class Leases extends LeaseGrpc.LeaseImplBase {
        @Override
        public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> observer) {
            leaseAsked.countDown();
            if (!grantsLeases) {
                return;
            }
            observer.onNext(LeaseGrantResponse.newBuilder()
                    .setID(request.getID())
                    .setTTL(request.getTTL())
                    .build());
            observer.onCompleted();
        }

        @Override
        public void leaseRevoke(LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> observer) {
            observer.onNext(LeaseRevokeResponse.getDefaultInstance());
            observer.onCompleted();
        }

        @Override
        public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(StreamObserver<LeaseKeepAliveResponse> observer) {
            return new StreamObserver<>() {
                @Override
                public void onNext(LeaseKeepAliveRequest request) {
                    observer.onNext(LeaseKeepAliveResponse.newBuilder()
                            .setID(request.getID())
                            .setTTL(TTL_SECONDS)
                            .build());
                }

                @Override
                public void onError(Throwable failure) {
                    // The client went away.
                }

                @Override
                public void onCompleted() {
                    observer.onCompleted();
                }
            };
        }
    }
}
