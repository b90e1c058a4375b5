package meridian.bench;

import java.nio.ByteBuffer;
import java.util.Optional;

/** NTP's question for the time, and what matters of an answer here. */
final class TimeQuestion {
    static final int BYTES = 48;

    private static final byte VERSION_4_OF_A_CLIENT = 0x23;
    private static final int STRATUM = 1;
    private static final int ORIGIN = 24;
    private static final int TRANSMIT = 40;
    private static final int UNSYNCHRONISED = 3;

    private TimeQuestion() {}

    /** @param cookie what the answer has to repeat */
    static void write(ByteBuffer packet, long cookie) {
        packet.clear().limit(BYTES);
        packet.put(0, VERSION_4_OF_A_CLIENT).putLong(TRANSMIT, cookie);
    }

    static long cookie(ByteBuffer answer) {
        return answer.getLong(ORIGIN);
    }

    /** Why an answer does not tell the time, if it does not. */
    static Optional<String> problem(ByteBuffer answer) {
        if (answer.limit() < BYTES) {
            return Optional.of("an answer of " + answer.limit() + " bytes");
        }
        int leap = (answer.get(0) & 0xff) >>> 6;
        if (leap == UNSYNCHRONISED || answer.get(STRATUM) == 0) {
            return Optional.of("it does not know the time, or does not want to tell");
        }
        return Optional.empty();
    }
}
