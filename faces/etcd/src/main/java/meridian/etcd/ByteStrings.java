package meridian.etcd;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import meridian.base.Bytes;

/** Hands bytes over between protobuf and the store. Both sides never change them, so one array serves both. */
final class ByteStrings {
    private ByteStrings() {}

    static ByteString of(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    static Bytes toBytes(ByteString string) {
        if (string.isEmpty()) {
            return Bytes.EMPTY;
        }
        Capture capture = new Capture(string.size());
        try {
            UnsafeByteOperations.unsafeWriteTo(string, capture);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return Bytes.wrap(capture.array);
    }

    /** Takes an array that holds the whole string as it is, and collects anything else. */
    private static final class Capture extends ByteOutput {
        private final int size;
        private byte[] array = Bytes.EMPTY.array();
        private int filled;

        Capture(int size) {
            this.size = size;
        }

        @Override
        public void writeLazy(byte[] value, int offset, int length) {
            if (length == size && value.length == size) {
                array = value;
            } else {
                write(value, offset, length);
            }
        }

        @Override
        public void writeLazy(ByteBuffer value) {
            write(value);
        }

        @Override
        public void write(byte value) {
            room()[filled++] = value;
        }

        @Override
        public void write(byte[] value, int offset, int length) {
            System.arraycopy(value, offset, room(), filled, length);
            filled += length;
        }

        @Override
        public void write(ByteBuffer value) {
            int length = value.remaining();
            value.get(room(), filled, length);
            filled += length;
        }

        private byte[] room() {
            if (array.length == 0) {
                array = new byte[size];
            }
            return array;
        }
    }
}
