package meridian.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.time.Network;
import meridian.time.TimeConfig;
import meridian.time.ptp.PtpSettings;

/** The settings of whom to ask for the time, and whom to answer. */
final class TimeKeys {
    static final Setting<List<TimeConfig.Server>> SERVERS = new Setting<>(
            "time.servers",
            Kinds.TIME_SERVERS,
            "[]",
            "NTP servers to take the time from, on port 123 unless said otherwise. Name one, or three and more: then one"
                    + " that is wrong is outvoted. With `nts` behind it, a server has to prove its answers by NTS, and the port is that"
                    + " of its keys, 4460 unless said otherwise; with `key` and a number, by a shared secret. Empty: nobody"
                    + " knows how wrong the clocks are.");
    static final Setting<Optional<Path>> KEY_FILE = new Setting<>(
            "time.key-file",
            Kinds.PATH_IF_ANY,
            "\"\"",
            "The secrets shared with servers and clients, in lines such as `7 AES128 HEX:…` as chrony has them. Only the"
                    + " node's user should be able to read it.");
    static final Setting<Optional<Path>> NTS_AUTHORITIES = new Setting<>(
            "time.nts-authorities",
            Kinds.PATH_IF_ANY,
            "\"\"",
            "The certificates (PEM) of those whose word is taken for who a server with NTS is. Empty: those that Java comes"
                    + " with.");
    static final Setting<Integer> SOURCES_MIN = new Setting<>(
            "time.sources-min",
            Kinds.COUNT_OR_NONE,
            "0",
            "How many servers have to agree on the time before it is believed. 0: more than half of those named. Less"
                    + " than that lets a minority of wrong servers be believed while the others do not answer.");
    static final Setting<Duration> POLL_MIN = new Setting<>(
            "time.poll-min",
            Kinds.DURATION,
            "64s",
            "How often a server is asked, once it has been asked a few times in a row. Servers of others should not be"
                    + " asked more often than that.");
    static final Setting<Duration> POLL_MAX = new Setting<>(
            "time.poll-max", Kinds.DURATION, "256s", "How often a server is asked that has answered well for a while.");
    static final Setting<Duration> PATIENCE =
            new Setting<>("time.patience", Kinds.DURATION, "1s", "How long a server may take to answer.");
    static final Setting<Optional<String>> PTP_INTERFACE = new Setting<>(
            "time.ptp-interface",
            Kinds.WORD_IF_ANY,
            "\"\"",
            "The network interface, such as eth0, on which to talk PTP. Ports 319 and 320 need root or"
                    + " CAP_NET_BIND_SERVICE. Empty: no PTP.");
    static final Setting<Integer> PTP_DOMAIN = new Setting<>(
            "time.ptp-domain", Kinds.NUMBER_OF_A_BYTE, "0", "The PTP domain: clocks of others are passed over.");
    static final Setting<Optional<Duration>> PTP_ACCURACY = new Setting<>(
            "time.ptp-accuracy",
            Kinds.SHORT_DURATION_IF_ANY,
            "\"\"",
            "How wrong a PTP clock is taken to be that does not say so itself, which many do not. Empty: such a clock is"
                    + " not believed.");
    static final Setting<Boolean> PTP_TRANSMIT = new Setting<>(
            "time.ptp-transmit",
            Kinds.YES_OR_NO,
            "false",
            "Whether the node may tell others the time over PTP, when `time.servers` say what time it is and no better clock"
                    + " announces itself.");
    static final Setting<Integer> PTP_PRIORITY1 = new Setting<>(
            "time.ptp-priority1",
            Kinds.NUMBER_OF_A_BYTE,
            "128",
            "The lower, the rather is this node's clock followed, whatever clocks say about themselves.");
    static final Setting<Integer> PTP_PRIORITY2 = new Setting<>(
            "time.ptp-priority2",
            Kinds.NUMBER_OF_A_BYTE,
            "128",
            "The lower, the rather is this node's clock followed among those that say the same about themselves.");
    static final Setting<Integer> PTP_UTC_OFFSET = new Setting<>(
            "time.ptp-utc-offset",
            Kinds.COUNT_OR_NONE,
            "37",
            "By how many seconds atomic time, which a transmitting node tells, is ahead of UTC. 37 since 2017.");
    static final Setting<Duration> BOUND_MAX = new Setting<>(
            "time.bound-max",
            Kinds.DURATION,
            "1s",
            "When the time may be wrong by more than this it counts as not known, and the node does not pass it on.");
    static final Setting<Duration> PEERS_APART_MAX = new Setting<>(
            "time.peers-apart-max",
            Kinds.DURATION,
            "500ms",
            "While no server tells the time, nodes compare the clocks of their machines. One that is farther than this from"
                    + " those of most is not followed by its node; the same on all nodes.");
    static final Setting<Optional<Address>> LISTEN = new Setting<>(
            "time.listen",
            Kinds.ADDRESS_IF_ANY,
            "\"\"",
            "Where others may ask this node for the time, by NTP over UDP. NTP knows no TLS and no login, so `time.allowed`"
                    + " says who is answered. Port 123 needs root or CAP_NET_BIND_SERVICE.");
    static final Setting<List<Network>> ALLOWED = new Setting<>(
            "time.allowed",
            Kinds.NETWORKS,
            "[127.0.0.0/8, \"::1/128\"]",
            "Whose questions for the time are answered; those of others are passed over in silence.");
    static final Setting<Integer> ANSWERS_PER_SECOND = new Setting<>(
            "time.answers-per-second",
            Kinds.COUNT,
            "100",
            "How many answers one client gets. Beyond it, it is told once a second to ask less often.");

    static final List<Setting<?>> SETTINGS = List.of(
            SERVERS,
            KEY_FILE,
            NTS_AUTHORITIES,
            SOURCES_MIN,
            POLL_MIN,
            POLL_MAX,
            PATIENCE,
            PTP_INTERFACE,
            PTP_DOMAIN,
            PTP_ACCURACY,
            PTP_TRANSMIT,
            PTP_PRIORITY1,
            PTP_PRIORITY2,
            PTP_UTC_OFFSET,
            BOUND_MAX,
            PEERS_APART_MAX,
            LISTEN,
            ALLOWED,
            ANSWERS_PER_SECOND);

    private TimeKeys() {}

    static TimeConfig read(ConfigReader reader) {
        return new TimeConfig(
                reader.get(SERVERS),
                reader.get(SOURCES_MIN),
                new TimeConfig.Polling(reader.get(POLL_MIN), reader.get(POLL_MAX), reader.get(PATIENCE)),
                reader.get(PTP_INTERFACE).map(card -> ptp(card, reader)),
                reader.get(BOUND_MAX),
                reader.get(PEERS_APART_MAX),
                new TimeConfig.Serving(reader.get(LISTEN), reader.get(ALLOWED), reader.get(ANSWERS_PER_SECOND)));
    }

    private static TimeConfig.Ptp ptp(String card, ConfigReader reader) {
        PtpSettings settings = new PtpSettings(
                reader.get(PTP_DOMAIN),
                reader.get(PTP_TRANSMIT),
                reader.get(PTP_PRIORITY1),
                reader.get(PTP_PRIORITY2),
                reader.get(PTP_UTC_OFFSET));
        return new TimeConfig.Ptp(card, settings, reader.get(PTP_ACCURACY));
    }
}
