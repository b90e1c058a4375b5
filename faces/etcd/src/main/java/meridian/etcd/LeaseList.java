package meridian.etcd;

import com.google.protobuf.CodedOutputStream;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** {@code LeaseLeases}: the one method of the lease service that the stubs we use are too old for. */
record LeaseList(ResponseHeader header, List<Long> ids) {
    static final MethodDescriptor<Request, LeaseList> METHOD = MethodDescriptor.<Request, LeaseList>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(LeaseGrpc.SERVICE_NAME, "LeaseLeases"))
            .setRequestMarshaller(new RequestMarshaller())
            .setResponseMarshaller(new ResponseMarshaller())
            .build();

    private static final int HEADER = 1;
    private static final int LEASES = 2;
    private static final int LEASE_ID = 1;

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

    private static final class ResponseMarshaller implements MethodDescriptor.Marshaller<LeaseList> {
        @Override
        public InputStream stream(LeaseList list) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                write(list, CodedOutputStream.newInstance(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory failed", e);
            }
            return new ByteArrayInputStream(bytes.toByteArray());
        }

        private static void write(LeaseList list, CodedOutputStream out) throws IOException {
            out.writeMessage(HEADER, list.header());
            for (long id : list.ids()) {
                out.writeTag(LEASES, 2);
                out.writeUInt32NoTag(CodedOutputStream.computeInt64Size(LEASE_ID, id));
                out.writeInt64(LEASE_ID, id);
            }
            out.flush();
        }

        @Override
        public LeaseList parse(InputStream stream) {
            throw new UnsupportedOperationException("a server only writes this message");
        }
    }
}
