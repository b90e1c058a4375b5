package meridian.etcd;

import com.google.protobuf.CodedOutputStream;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code AuthStatus}: the one method of the auth service that the stubs we use are too old for. */
record AuthStatus(ResponseHeader header, boolean enabled, long revision) {
    static final MethodDescriptor<Request, AuthStatus> METHOD = MethodDescriptor.<Request, AuthStatus>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(AuthGrpc.SERVICE_NAME, "AuthStatus"))
            .setRequestMarshaller(new RequestMarshaller())
            .setResponseMarshaller(new ResponseMarshaller())
            .build();

    private static final int HEADER = 1;
    private static final int ENABLED = 2;
    private static final int REVISION = 3;

    /** Asks for nothing in particular. */
    record Request() {}

    private static final class RequestMarshaller implements MethodDescriptor.Marshaller<Request> {
        @Override
        public InputStream stream(Request request) {
            return InputStream.nullInputStream();
        }

        @Override
        public Request parse(InputStream stream) {
            return new Request();
        }
    }

    private static final class ResponseMarshaller implements MethodDescriptor.Marshaller<AuthStatus> {
        @Override
        public InputStream stream(AuthStatus status) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                CodedOutputStream out = CodedOutputStream.newInstance(bytes);
                out.writeMessage(HEADER, status.header());
                out.writeBool(ENABLED, status.enabled());
                out.writeUInt64(REVISION, status.revision());
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory failed", e);
            }
            return new ByteArrayInputStream(bytes.toByteArray());
        }

        @Override
        public AuthStatus parse(InputStream stream) {
            throw new UnsupportedOperationException("a server only writes this message");
        }
    }
}
