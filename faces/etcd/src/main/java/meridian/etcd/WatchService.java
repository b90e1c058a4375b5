package meridian.etcd;

import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Watches. What the streams have in common. */
final class WatchService {
    private final Reception reception;
    private final WatchReplies replies;
    private final EtcdLimits limits;
    private final Duration progressInterval;
    private final OpenStreams streams;
    private final EventLoops loops;
    private final Executor blocking;

    /** @param blocking takes one task for each stream at a time */
    WatchService(
            Reception reception,
            WatchReplies replies,
            EtcdConfig config,
            OpenStreams streams,
            EventLoops loops,
            Executor blocking) {
        this.reception = reception;
        this.replies = replies;
        this.limits = config.limits();
        this.progressInterval = config.times().progressInterval();
        this.streams = streams;
        this.loops = loops;
        this.blocking = blocking;
    }

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(WatchGrpc.SERVICE_NAME)
                .addMethod(ServedMethod.of(WatchGrpc.getWatchMethod(), this::open))
                .build();
    }

    private RequestListener<WatchRequest> open(ServerCall<?, WatchResponse> call, Metadata headers) {
        WatchStream stream = new WatchStream(call, LeaderWatch.isDemandedBy(headers), this);
        if (streams.admit(stream)) {
            reception.admitUpToDate(call, headers).whenComplete(stream::begin);
        } else {
            stream.end(EtcdErrors.TOO_MANY_REQUESTS);
        }
        return stream;
    }

    Reception reception() {
        return reception;
    }

    WatchReplies replies() {
        return replies;
    }

    EtcdLimits limits() {
        return limits;
    }

    Turns turns(Turns.Turn turn) {
        return new Turns(turn, loops.current(), blocking);
    }

    Future<?> everyProgressInterval(Runnable task) {
        long nanos = progressInterval.toNanos();
        return loops.current().scheduleAtFixedRate(task, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    void left(WatchStream stream) {
        streams.left(stream);
    }
}
