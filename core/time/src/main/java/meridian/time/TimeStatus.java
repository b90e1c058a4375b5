package meridian.time;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.NodeId;

/**
 * How the time is kept, for whoever looks at the node.
 *
 * @param reason why the state is what it is, in a sentence
 * @param outvoted is the machine's clock so far from those of most nodes that it is not followed?
 * @param ratePpm by how much the machine's clock goes wrong by itself, as far as that is measured
 * @param peers the clocks of the other nodes' machines
 * @param ptp what is done over PTP, if anything is
 * @param served the answers given to others, if any are
 */
public record TimeStatus(
        Now now,
        String reason,
        boolean outvoted,
        double ratePpm,
        List<SourceStatus> sources,
        List<PeerStatus> peers,
        Optional<PtpStatus> ptp,
        Optional<ServerCounts> served) {
    public TimeStatus {
        sources = List.copyOf(sources);
        peers = List.copyOf(peers);
    }

    /** What the selection made of a server. */
    public enum Mark {
        /** It agrees with the others, and is the one whose time is passed on. */
        CHOSEN('*'),
        /** It agrees with the others. */
        AGREES('+'),
        /** Its time cannot be true if that of the others is. */
        LIES('x'),
        /** It does not answer, or not usably. */
        UNUSABLE('?');

        private final char sign;

        Mark(char sign) {
            this.sign = sign;
        }

        public char sign() {
            return sign;
        }

        public boolean agrees() {
            return this == CHOSEN || this == AGREES;
        }
    }

    /**
     * A server that is asked, or the clock that PTP follows.
     *
     * @param reach which of the last eight questions were answered, the newest in the lowest bit
     * @param poll the pause between two questions
     * @param sinceAnswer how long ago it answered
     * @param offset how far its time is from our clock's, at its last answer
     * @param delay the shortest way there and back among its last answers
     * @param jitter how much the offsets of its last answers differ
     * @param bound how wrong its time may be
     * @param kernelStamps does the kernel say when packets left and came, or only we?
     * @param trouble why it cannot be used
     */
    public record SourceStatus(
            String server,
            Mark mark,
            int stratum,
            int reach,
            Duration poll,
            Optional<Duration> sinceAnswer,
            Optional<Duration> offset,
            Optional<Duration> delay,
            Optional<Duration> jitter,
            Optional<Duration> bound,
            boolean kernelStamps,
            String trouble) {}

    /**
     * The clock of another node's machine.
     *
     * @param offset how far it is from our clock; empty when it was not heard of lately
     * @param bound by how much that may be wrong, for the way between us
     * @param agrees is it one of those on which most agree? Always so while nobody asks
     */
    public record PeerStatus(NodeId node, Optional<Duration> offset, Optional<Duration> bound, boolean agrees) {}

    /**
     * The port of PTP.
     *
     * @param card the network interface it is on
     * @param state what it does, in a word
     * @param master the port that is followed, if one is
     * @param steps how many clocks the grandmaster is away
     */
    public record PtpStatus(
            String card,
            String state,
            String identity,
            Optional<String> master,
            Optional<String> grandmaster,
            int steps) {}

    /**
     * What the server did.
     *
     * @param answered questions answered with a time, or with the word that there is none
     * @param refused questions answered with the demand to ask less often
     * @param dropped packets that got no answer: not allowed, not a question, or far too many
     */
    public record ServerCounts(Address listen, long answered, long refused, long dropped) {}
}
