package meridian.etcd;

import static meridian.etcd.Messages.get;
import static meridian.etcd.Messages.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.ElectionGrpc;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.lock.LockGrpc;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no request. Whoever sends them hears so, and nobody else notices. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenBytesTest {
    /** A field that promises more bytes than follow. */
    private static final byte[] BROKEN = {0x0a, 0x7f, 1, 2};

    private static final int TOO_LARGE_TO_READ = 3 << 20;

    private FaceFixture fixture;

    @BeforeAll
    void start(@TempDir Path folder) {
        fixture = new FaceFixture(folder);
    }

    @AfterAll
    void stop() {
        fixture.close();
    }

    static List<MethodDescriptor<?, ?>> methods() {
        return List.of(
                KVGrpc.getPutMethod(),
                KVGrpc.getTxnMethod(),
                WatchGrpc.getWatchMethod(),
                LeaseGrpc.getLeaseKeepAliveMethod(),
                LockGrpc.getLockMethod(),
                ElectionGrpc.getCampaignMethod(),
                ElectionGrpc.getObserveMethod(),
                MaintenanceGrpc.getSnapshotMethod());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void broken_requests_are_answered(MethodDescriptor<?, ?> method) {
        StatusRuntimeException error = send(method.getFullMethodName(), BROKEN);
        assertThat(error.getStatus().getCode()).isEqualTo(Code.INTERNAL);
        assertThat(error.getStatus().getDescription()).startsWith("grpc: error unmarshalling request");
        connectionGoesOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v3lockpb.Lock/TryLock", "etcdserverpb.KV/RangeStream"})
    void methods_that_are_not_served_are_unimplemented(String method) {
        assertThat(send(method, new byte[0]).getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED);
        connectionGoesOn();
    }

    @Test
    void a_request_that_is_too_large_to_be_read_is_refused() {
        PutRequest put = PutRequest.newBuilder()
                .setKey(Messages.bytes("k"))
                .setValue(ByteString.copyFrom(new byte[TOO_LARGE_TO_READ]))
                .build();
        StatusRuntimeException error = catchThrowableOfType(
                StatusRuntimeException.class, () -> fixture.client().kv().put(put));
        assertThat(error.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        connectionGoesOn();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u0016\u0003\u0001 as TLS begins", "get / HTTP/1.1\r\n\r\n", "PRI * HTTP/3.0\r\n\r\nSM\r\n\r\n"
            })
    void a_connection_that_speaks_something_else_is_closed(String beginning) {
        try (RawConnection connection = new RawConnection(fixture.face().port())) {
            connection.send(beginning).readToEnd();
        }
        connectionGoesOn();
    }

    private void connectionGoesOn() {
        fixture.client().kv().put(put("k", "v"));
        assertThat(fixture.client().kv().range(get("k")).getCount()).isEqualTo(1);
    }

    private StatusRuntimeException send(String method, byte[] request) {
        MethodDescriptor<byte[], byte[]> raw = MethodDescriptor.newBuilder(new Raw(), new Raw())
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .build();
        StatusRuntimeException error = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(fixture.channel(), raw, CallOptions.DEFAULT, request));
        assertThat(error).as(method).isNotNull();
        return error;
    }

    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
