package meridian.cli;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The keys a command is about. */
final class KeySelection {
    private static final ByteString NO_END = ByteString.EMPTY;
    private static final ByteString OPEN_END = ByteString.copyFrom(new byte[1]);
    private static final int BYTE_MAX = 0xff;

    @Parameters(index = "0", paramLabel = "KEY", description = "The key, or the first one of a range.")
    private String key = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "END", description = "The first key after the range.")
    private @Nullable String end;

    @Option(names = "--prefix", description = "All keys that start with KEY.")
    private boolean prefix;

    @Option(names = "--from-key", description = "All keys from KEY on.")
    private boolean fromKey;

    /** Nothing is the least key; the protocol writes it as a zero byte, since an empty key is none. */
    ByteString start() {
        return key.isEmpty() && (prefix || fromKey) ? OPEN_END : Text.bytes(key);
    }

    ByteString end() {
        if (end != null) {
            return Text.bytes(end);
        }
        if (fromKey) {
            return OPEN_END;
        }
        return prefix ? endOfPrefix(Text.bytes(key)) : NO_END;
    }

    static ByteString endOfPrefix(ByteString prefix) {
        byte[] bytes = prefix.toByteArray();
        for (int last = bytes.length - 1; last >= 0; last--) {
            if ((bytes[last] & BYTE_MAX) < BYTE_MAX) {
                bytes[last]++;
                return ByteString.copyFrom(bytes, 0, last + 1);
            }
        }
        return OPEN_END;
    }
}
