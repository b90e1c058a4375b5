package meridian.etcd;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * A method with what serves it. Requests are parsed within their call, so that bytes which are no request end it with
 * etcd's answer. Left to gRPC they would be an exception in the server: logged as a bug of ours, and told to the client
 * as an unknown error.
 */
final class ServedMethod {
    private static final MethodDescriptor.Marshaller<InputStream> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(InputStream stream) {
            return stream;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    };

    private ServedMethod() {}

    /** Begins to serve a call. */
    interface Opening<Q, R> {
        RequestListener<Q> open(ServerCall<?, R> call, Metadata headers);
    }

    static <Q, R> ServerMethodDefinition<InputStream, R> of(MethodDescriptor<Q, R> method, Opening<Q, R> opening) {
        return ServerMethodDefinition.create(
                method.toBuilder(BYTES, method.getResponseMarshaller()).build(),
                (call, headers) -> new Parser<>(method, opening.open(call, headers)));
    }

    private static final class Parser<Q> extends ServerCall.Listener<InputStream> {
        private final MethodDescriptor<Q, ?> method;
        private final RequestListener<Q> listener;
        private boolean broken;

        Parser(MethodDescriptor<Q, ?> method, RequestListener<Q> listener) {
            this.method = method;
            this.listener = listener;
        }

        @Override
        public void onMessage(InputStream message) {
            if (broken) {
                return;
            }
            Q request;
            try {
                request = method.parseRequest(message);
            } catch (StatusRuntimeException e) {
                broken = true;
                listener.end(Status.INTERNAL.withDescription(
                        "grpc: error unmarshalling request: " + EtcdErrors.text(e.getStatus())));
                return;
            }
            listener.onMessage(request);
        }

        @Override
        public void onHalfClose() {
            if (!broken) {
                listener.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            listener.onCancel();
        }

        @Override
        public void onComplete() {
            listener.onComplete();
        }

        @Override
        public void onReady() {
            listener.onReady();
        }
    }
}
