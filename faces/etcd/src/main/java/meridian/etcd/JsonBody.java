package meridian.etcd;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Cuts a body, as it comes in, into the JSON values that stand in it one after the other. */
final class JsonBody {
    private final int valueBytesMax;
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private int depth;
    private boolean quoted;
    private boolean escaped;

    JsonBody(int valueBytesMax) {
        this.valueBytesMax = valueBytesMax;
    }

    /** The values that are whole now. Throws {@link TooLarge}. */
    List<byte[]> take(ByteBuf bytes) {
        List<byte[]> whole = new ArrayList<>();
        while (bytes.isReadable()) {
            byte next = bytes.readByte();
            if (depth == 0 && !quoted && isSpace(next)) {
                finish(whole);
            } else {
                add(next);
                if (closes(next)) {
                    finish(whole);
                }
            }
        }
        return whole;
    }

    /** The rest: empty, or a value without braces. Throws {@link BadJson} in the middle of one. */
    List<byte[]> end() {
        if (depth > 0 || quoted) {
            throw new BadJson("unexpected EOF");
        }
        List<byte[]> rest = new ArrayList<>();
        finish(rest);
        return rest;
    }

    private void add(byte next) {
        if (value.size() >= valueBytesMax) {
            throw new TooLarge(
                    "grpc: received message larger than max (a JSON value of more than " + valueBytesMax + " bytes)");
        }
        value.write(next);
    }

    /** Follows quotes and braces. @return whether a value with braces has ended here */
    private boolean closes(byte next) {
        if (quoted) {
            boolean endsQuote = next == '"' && !escaped;
            escaped = next == '\\' && !escaped;
            quoted = !endsQuote;
            return false;
        }
        switch (next) {
            case '"' -> quoted = true;
            case '{', '[' -> depth++;
            case '}', ']' -> depth--;
            default -> {
                return false;
            }
        }
        // A brace too many also ends what it stands in, which then is no JSON.
        boolean ended = next != '"' && depth <= 0;
        depth = Math.max(0, depth);
        return ended;
    }

    private void finish(List<byte[]> whole) {
        if (value.size() > 0) {
            whole.add(value.toByteArray());
            value.reset();
        }
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }

    /** More than may be read. */
    static final class TooLarge extends RuntimeException {
        TooLarge(String message) {
            super(message, null, false, false);
        }
    }
}
