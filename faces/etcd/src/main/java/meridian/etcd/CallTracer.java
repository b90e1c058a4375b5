package meridian.etcd;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/** Tells an observer of one call. */
final class CallTracer extends ServerStreamTracer {
    private final RequestObserver.Call call;

    private CallTracer(RequestObserver.Call call) {
        this.call = call;
    }

    static Factory factory(RequestObserver observer) {
        return new Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new CallTracer(observer.began(method));
            }
        };
    }

    @Override
    public void streamClosed(Status status) {
        call.ended(status.getCode().name());
    }
}
