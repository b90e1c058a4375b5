package meridian.time;

import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A question and its answer: when we asked and heard, on our monotonic clock; when the server had the question and sent
 * the answer, on its clock, in nanoseconds since the Unix epoch.
 *
 * @param readingError how much later than said we may have asked, or earlier heard
 */
record Exchange(long asked, long received, long sent, long heard, long readingError, Upstream upstream) {

    /** The same, when it has come out at what time the answer left. */
    Exchange sentAt(long time) {
        return new Exchange(asked, received, time, heard, readingError, upstream);
    }

    /** Did the server hold the question no longer than we waited, as far as the clocks can tell? */
    boolean isPossible() {
        long elapsed = heard - asked;
        return elapsed >= 0
                && sent - received <= elapsed + Span.drift(elapsed) + 2 * (readingError + upstream.reading());
    }

    /** The way there and back. Clocks that are read coarsely can make a very short one look negative. */
    long delay() {
        return Math.max(0, heard - asked - (sent - received));
    }

    /**
     * Between which times the true time lay when we heard. The server's clock showed {@code sent} or more by then, since
     * the answer had left; and it showed {@code received} or less when we asked, since the question had not arrived. How
     * wrong the server itself may be comes on top.
     */
    Span span() {
        long elapsed = heard - asked;
        long earliest = sent;
        long latest = received + elapsed + Span.drift(elapsed);
        long middle = earliest + (latest - earliest) / 2;
        return new Span(heard, Math.min(earliest, middle), Math.max(latest, middle))
                .widened(upstream.distance() + readingError);
    }

    /**
     * What a server says about itself.
     *
     * @param rootDelay the way from it to the clock that all goes back to, and back
     * @param rootDispersion how wrong it may be beyond that way
     * @param reference whom it has its time from, as NTP says it
     */
    record Upstream(int stratum, Leap leap, long rootDelay, long rootDispersion, int precision, int reference) {
        private static final int PRECISION_LEAST = -30;

        /** How far its time may be from the true one. */
        long distance() {
            return rootDelay / 2 + rootDispersion + reading();
        }

        /** How fine it reads its clock: NTP gives the exponent of a power of two, in seconds. */
        private long reading() {
            int exponent = Math.clamp(precision, PRECISION_LEAST, 0);
            return (long) Math.ceil(Math.scalb(1e9, exponent));
        }

        /** A clock of stratum 1 has letters for what it follows, the others say the address of their server. */
        String referenceText() {
            if (stratum == 1) {
                return Question.letters(reference);
            }
            byte[] address =
                    ByteBuffer.allocate(Integer.BYTES).putInt(reference).array();
            return IntStream.range(0, address.length)
                    .mapToObj(i -> String.valueOf(address[i] & 0xff))
                    .collect(Collectors.joining("."));
        }
    }
}
