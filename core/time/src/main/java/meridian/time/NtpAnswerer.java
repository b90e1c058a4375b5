package meridian.time;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import meridian.base.Ticker;

/**
 * Answers questions for the time, and nothing else: what is not a client's question stays without an answer, and no answer
 * is longer than its question, so that nobody can be flooded through us.
 */
final class NtpAnswerer {
    private static final int VERSION_OLDEST = 1;
    private static final int RATE =
            ByteBuffer.wrap("RATE".getBytes(StandardCharsets.US_ASCII)).getInt();

    /** About a microsecond, as a power of two of seconds. */
    private static final int PRECISION = -20;

    private final TrueTime time;
    private final Ticker ticker;
    private final List<Network> allowed;
    private final Allowance allowance;
    private final SharedKeys keys;
    private final Sequels sequels = new Sequels();

    NtpAnswerer(TrueTime time, Ticker ticker, TimeConfig.Serving serving, SharedKeys keys) {
        this.time = time;
        this.ticker = ticker;
        this.allowed = serving.allowed();
        this.allowance = new Allowance(serving.answersPerSecond());
        this.keys = keys;
    }

    /**
     * Reads the question that lies between the buffer's position and limit, and puts the answer, if any, in its place.
     *
     * @param came when the question came, on the monotonic clock
     */
    Outcome answer(ByteBuffer packet, InetAddress from, LongSupplier came) {
        Now received = time.now();
        int start = packet.position();
        if (packet.remaining() < NtpPacket.BYTES || !isAllowed(from)) {
            return Outcome.SILENCE;
        }
        NtpPacket question = NtpPacket.read(packet);
        Optional<Seal> seal = Seal.read(packet, question.version());
        if (!isQuestion(question) || (seal.isPresent() && !isProved(seal.get(), packet, start))) {
            return Outcome.SILENCE;
        }
        Allowance.Grant grant = allowance.ask(from, ticker.nanos());
        if (grant == Allowance.Grant.SILENCE) {
            return Outcome.SILENCE;
        }
        NtpPacket answer = grant == Allowance.Grant.ANSWER ? told(question, received, came) : refused(question);
        put(answer, seal, packet.position(start));
        boolean wantsSequel = grant == Allowance.Grant.ANSWER && isOfSequels(question);
        return new Outcome(grant, wantsSequel, answer.receive());
    }

    /** Takes in when an answer left, on the monotonic clock, for whoever asks about it. */
    void left(long mark, long tick) {
        sequels.keep(mark, NtpTime.ofUnix(time.unixNanosAt(tick)));
    }

    /** Who repeats something of an answer before, and not the same twice, may ask about that. */
    private static boolean isOfSequels(NtpPacket question) {
        return question.origin() != 0 && question.receive() != question.transmit();
    }

    private static boolean isQuestion(NtpPacket question) {
        return question.mode() == NtpPacket.MODE_CLIENT
                && question.version() >= VERSION_OLDEST
                && question.version() <= NtpPacket.VERSION;
    }

    /** Who proves a question wants a proof in return, and a wrong one is as good as none. */
    private boolean isProved(Seal seal, ByteBuffer packet, int start) {
        byte[] header = new byte[NtpPacket.BYTES];
        packet.get(start, header);
        return keys.find(seal.keyId()).filter(key -> seal.isOf(header, key)).isPresent();
    }

    private void put(NtpPacket answer, Optional<Seal> seal, ByteBuffer packet) {
        int start = packet.position();
        Optional<SharedKey> key = seal.flatMap(of -> keys.find(of.keyId()));
        if (seal.isPresent() && key.isPresent()) {
            packet.put(seal.get().answer(answer.bytes(), key.get()));
        } else {
            answer.write(packet);
        }
        packet.flip().position(start);
    }

    private boolean isAllowed(InetAddress from) {
        for (Network network : allowed) {
            if (network.contains(from)) {
                return true;
            }
        }
        return false;
    }

    private NtpPacket told(NtpPacket question, Now received, LongSupplier came) {
        Optional<TrueTime.Provenance> provenance = time.provenance();
        return received.isBounded()
                        && provenance.filter(TrueTime.Provenance::isNearEnough).isPresent()
                ? known(question, received, provenance.get(), came)
                : unknown(question, received);
    }

    /** The way to the root and what may be wrong beyond it make up our bound together: clients add half the first. */
    private NtpPacket known(NtpPacket question, Now received, TrueTime.Provenance provenance, LongSupplier came) {
        long bound = Math.max(received.time() - received.earliest(), received.latest() - received.time());
        Lineage lineage = provenance.lineage();
        long rootDelay = Math.min(lineage.rootDelay(), 2 * bound);
        OptionalLong sequel = isOfSequels(question) ? sequels.take(question.origin()) : OptionalLong.empty();
        return new NtpPacket(
                lineage.leap(),
                question.version(),
                NtpPacket.MODE_SERVER,
                lineage.stratum(),
                question.poll(),
                PRECISION,
                NtpTime.nanosToShort(rootDelay),
                NtpTime.nanosToShort(bound - rootDelay / 2),
                lineage.reference(),
                NtpTime.ofUnix(provenance.updated()),
                sequel.isPresent() ? question.receive() : question.transmit(),
                NtpTime.ofUnix(isOfSequels(question) ? time.unixNanosAt(came.getAsLong()) : received.time()),
                sequel.orElseGet(() -> NtpTime.ofUnix(time.unixNanos())));
    }

    /** So a client learns that we are there and do not know. */
    private NtpPacket unknown(NtpPacket question, Now received) {
        return timeless(question, 0, NtpTime.ofUnix(received.time()), NtpTime.ofUnix(time.unixNanos()));
    }

    /**
     * What became of a question.
     *
     * @param wantsSequel will it be asked when exactly this answer left?
     * @param mark by which that is found then
     */
    record Outcome(Allowance.Grant grant, boolean wantsSequel, long mark) {
        static final Outcome SILENCE = new Outcome(Allowance.Grant.SILENCE, false, 0);
    }

    private static NtpPacket refused(NtpPacket question) {
        return timeless(question, RATE, question.transmit(), question.transmit());
    }

    private static NtpPacket timeless(NtpPacket question, int reference, long receive, long transmit) {
        return new NtpPacket(
                Leap.UNSYNCHRONISED,
                question.version(),
                NtpPacket.MODE_SERVER,
                0,
                question.poll(),
                PRECISION,
                0,
                0,
                reference,
                0,
                question.transmit(),
                receive,
                transmit);
    }
}
