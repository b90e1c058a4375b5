package meridian.time;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One question to a server, and the check of what comes back.
 *
 * @param cookie a random number in place of our time, which the answer must repeat: so nobody who does not see the
 *     question can answer it, and a server learns nothing about our clock
 * @param proof that it is ours, and that the answer is the server's
 * @param earlier the server's last answer: it may say now when exactly that left, which it knew only afterwards
 *     (interleaved mode, RFC 9769)
 */
record Question(long cookie, Proof proof, Optional<Earlier> earlier) {
    /** Beyond this a server does not know the time well enough to be asked (RFC 5905 calls it MAXDISP). */
    private static final long DISTANCE_MAX = 16_000_000_000L;

    private static final int VERSION_OLDEST = 3;

    Question(long cookie) {
        this(cookie, Proof.NONE);
    }

    Question(long cookie, Proof proof) {
        this(cookie, proof, Optional.empty());
    }

    byte[] packet() {
        long origin = earlier.map(Earlier::mark).orElse(0L);
        long receive = earlier.isPresent() ? cookieOfSequel() : 0;
        return proof.prove(new NtpPacket(
                        Leap.NONE,
                        NtpPacket.VERSION,
                        NtpPacket.MODE_CLIENT,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        origin,
                        receive,
                        cookie)
                .bytes());
    }

    /** What is repeated by an answer that tells of the earlier one. It is as hard to guess as the cookie, and never the same. */
    private long cookieOfSequel() {
        return ~cookie;
    }

    /** Reads what came back, between the buffer's position and limit. */
    Reply read(ByteBuffer packet, Stamps stamps) {
        if (packet.remaining() < NtpPacket.BYTES) {
            return new Reply.Foreign("only " + packet.remaining() + " bytes");
        }
        byte[] whole = new byte[packet.remaining()];
        packet.get(packet.position(), whole);
        NtpPacket answer = NtpPacket.read(packet);
        return foreign(answer)
                .or(() -> proof.flaw(whole).map(Reply.Foreign::new))
                .or(() -> useless(answer))
                .orElseGet(() -> told(answer, stamps));
    }

    private Reply told(NtpPacket answer, Stamps stamps) {
        Optional<Exchange> completed =
                earlier.filter(_ -> isSequel(answer)).map(known -> known.completed(answer.transmit()));
        // Of this answer a sequel does not say when it left, but it was not before the question came.
        long transmit = completed.isPresent() ? answer.receive() : answer.transmit();
        Exchange exchange = exchange(answer, transmit, stamps);
        if (exchange.sent() < exchange.received()
                || completed.filter(known -> known.sent() < known.received()).isPresent()) {
            return new Reply.Useless("it answered before it was asked");
        }
        return exchange.isPossible() && completed.map(Exchange::isPossible).orElse(true)
                ? new Reply.Answer(exchange, completed, answer.receive(), stamps.ofKernel())
                : new Reply.Useless("it says it held the question for longer than we waited");
    }

    private boolean isSequel(NtpPacket answer) {
        return earlier.isPresent() && answer.origin() == cookieOfSequel();
    }

    private Optional<Reply> foreign(NtpPacket answer) {
        if (answer.origin() != cookie && !isSequel(answer)) {
            return Optional.of(new Reply.Foreign("it repeats another question"));
        }
        if (answer.mode() != NtpPacket.MODE_SERVER) {
            return Optional.of(new Reply.Foreign("mode " + answer.mode() + " is not a server's"));
        }
        if (answer.version() < VERSION_OLDEST || answer.version() > NtpPacket.VERSION) {
            return Optional.of(new Reply.Foreign("version " + answer.version() + " of NTP is not known"));
        }
        return Optional.empty();
    }

    private static Optional<Reply> useless(NtpPacket answer) {
        if (answer.stratum() == 0 && answer.reference() != 0) {
            return Optional.of(new Reply.Kiss(letters(answer.reference())));
        }
        if (answer.leap() == Leap.UNSYNCHRONISED || answer.stratum() == 0 || answer.stratum() > NtpPacket.STRATUM_MAX) {
            return Optional.of(new Reply.Useless("it does not know the time itself"));
        }
        if (answer.transmit() == 0 || answer.receive() == 0) {
            return Optional.of(new Reply.Useless("it does not say when it was asked"));
        }
        Exchange.Upstream upstream = upstream(answer);
        if (upstream.distance() >= DISTANCE_MAX) {
            return Optional.of(new Reply.Useless("it may be wrong by " + upstream.distance() / 1_000_000 + " ms"));
        }
        return Optional.empty();
    }

    private static Exchange exchange(NtpPacket answer, long transmit, Stamps stamps) {
        return new Exchange(
                stamps.sent(),
                NtpTime.toUnix(answer.receive()),
                NtpTime.toUnix(transmit),
                stamps.heard(),
                stamps.error(),
                upstream(answer));
    }

    private static Exchange.Upstream upstream(NtpPacket answer) {
        return new Exchange.Upstream(
                answer.stratum(),
                answer.leap(),
                NtpTime.shortToNanos(answer.rootDelay()),
                NtpTime.shortToNanos(answer.rootDispersion()),
                answer.precision(),
                answer.reference());
    }

    /** The four letters, as far as they can be shown: what a stranger sends goes to logs. */
    static String letters(int reference) {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(reference).array();
        return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^A-Z0-9]", "");
    }

    /**
     * When the question left and the answer came, on our monotonic clock.
     *
     * @param error how much later it may have left, or earlier come
     * @param ofKernel did the kernel say so?
     */
    record Stamps(long sent, long heard, long error, boolean ofKernel) {}

    /**
     * An answer that came before.
     *
     * @param server who gave it
     * @param mark when it had the question, as it wrote it: by that it finds its answer again
     */
    record Earlier(InetSocketAddress server, long mark, Exchange exchange) {
        /** What may be asked about after this. */
        static Optional<Earlier> of(InetSocketAddress server, Reply reply) {
            return reply instanceof Reply.Answer answer
                    ? Optional.of(new Earlier(server, answer.mark(), answer.exchange()))
                    : Optional.empty();
        }

        Exchange completed(long transmit) {
            return exchange.sentAt(NtpTime.toUnix(transmit));
        }
    }
}
