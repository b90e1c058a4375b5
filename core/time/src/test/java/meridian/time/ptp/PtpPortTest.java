package meridian.time.ptp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

class PtpPortTest {
    private static final long SECOND = 1_000_000_000L;
    private static final PortIdentity US = new PortIdentity(50, 1);
    private static final PortIdentity MASTER = new PortIdentity(9, 1);
    private static final PortIdentity ASKER = new PortIdentity(70, 2);
    private static final int MILLION = 1_000_000;
    private static final int ANSWER_MAX = 128;

    /** Where an answer's data lie in its packet, or the code of an error. */
    private static final int DATA_AT = 54;

    private static final int ERROR_AT = 53;

    private final SeededRandomness randomness = new SeededRandomness(1);
    private final List<Message> sent = new ArrayList<>();
    private final List<byte[]> packets = new ArrayList<>();
    private final List<Passage> measured = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();
    private Optional<Duration> bound = Optional.of(Duration.ofNanos(900_000));
    private long now;

    private PtpPort port = port(true);

    private PtpPort port(boolean transmits) {
        OwnTime own = new OwnTime() {
            @Override
            public Optional<Duration> boundIn(Duration later) {
                return bound;
            }

            @Override
            public long at(long tick) {
                return 1_000 * SECOND + tick;
            }

            @Override
            public int leap() {
                return 0;
            }
        };
        PtpSettings settings = new PtpSettings(0, transmits, 100, 101, 37);
        return new PtpPort(settings, US, own, new Recorder(), new Recorder(), randomness, now);
    }

    @Test
    void it_listens_before_it_tells_the_time() {
        port.live(now);
        assertThat(port.state()).isEqualTo(PtpPort.State.LISTENING);
        assertThat(sent).isEmpty();
        live(6);
        assertThat(port.state()).isEqualTo(PtpPort.State.TRANSMITTING);
        assertThat(sent).hasSize(1);
        live(6);
        assertThat(sent).hasSize(3);
        Announce announce = (Announce) sent.getFirst();
        assertThat(announce.bound()).contains(Duration.ofMillis(1));
        assertThat(announce.utcOffset()).isEqualTo(37);
        Message.FollowUp followUp = (Message.FollowUp) sent.getLast();
        assertThat(followUp.header().sequence()).isEqualTo(sent.get(1).header().sequence());
        assertThat(followUp.origin()).isEqualTo(1_037 * SECOND + now - 3);
    }

    @Test
    void it_falls_silent_when_the_time_is_not_known_any_more() {
        transmit();
        bound = Optional.empty();
        sent.clear();
        hear(new Message.DelayRequest(Header.request(Header.DELAY_REQUEST, 0, ASKER, 1)));
        live(10);
        assertThat(sent).isEmpty();
        assertThat(port.state()).isEqualTo(PtpPort.State.LISTENING);
    }

    @Test
    void it_tells_no_times_until_all_know_that_they_are_worse() {
        transmit();
        bound = Optional.of(Duration.ofSeconds(2));
        port.live(now);
        assertThat(((Announce) sent.getLast()).bound()).contains(Duration.ofSeconds(10));
        for (int i = 0; i < 5; i++) {
            live(1);
            hear(new Message.DelayRequest(Header.request(Header.DELAY_REQUEST, 0, ASKER, 1)));
            assertThat(sent)
                    .noneMatch(message -> message instanceof Message.Sync || message instanceof Message.DelayResponse);
        }
        live(1);
        hear(new Message.DelayRequest(Header.request(Header.DELAY_REQUEST, 0, ASKER, 1)));
        assertThat(sent).hasSize(4);
    }

    @Test
    void it_answers_whoever_asks_how_far_away_it_is() {
        transmit();
        sent.clear();
        hear(new Message.DelayRequest(new Header(Header.DELAY_REQUEST, 0, 0, 7, ASKER, 33, 0x7f)));
        Message.DelayResponse answer = (Message.DelayResponse) sent.getFirst();
        assertThat(answer.requester()).isEqualTo(ASKER);
        assertThat(answer.header().sequence()).isEqualTo(33);
        assertThat(answer.header().correction()).isEqualTo(7);
        assertThat(answer.received()).isEqualTo(1_037 * SECOND + now + 3);
    }

    @Test
    void it_yields_to_a_better_clock_and_measures_the_way_to_it() {
        transmit();
        announceTwice(MASTER, 1);
        assertThat(port.state()).isEqualTo(PtpPort.State.CALIBRATING);
        measure();
        assertThat(port.state()).isEqualTo(PtpPort.State.RECEIVING);
        Passage passage = measured.getFirst();
        assertThat(passage.sent()).isEqualTo(463 * SECOND);
        assertThat(passage.received()).isEqualTo(463 * SECOND + 2_000);
        assertThat(passage.delay()).isEqualTo(2_000);
    }

    private void measure() {
        sent.clear();
        hear(new Message.Sync(new Header(Header.SYNC, 0, Header.TWO_STEPS, 0, MASTER, 5, 0), 0));
        hear(new Message.FollowUp(new Header(Header.FOLLOW_UP, 0, 0, 0, MASTER, 5, 0), 500 * SECOND));
        int sequence = sent.getFirst().header().sequence();
        Header header = new Header(Header.DELAY_RESPONSE, 0, 0, 0, MASTER, sequence, 0);
        hear(new Message.DelayResponse(header, 500 * SECOND + 2_000, US));
    }

    @Test
    void what_follows_may_come_first_and_one_step_needs_nothing_to_follow() {
        announceTwice(MASTER, 1);
        hear(new Message.FollowUp(new Header(Header.FOLLOW_UP, 0, 0, 0, MASTER, 5, 0), 500 * SECOND));
        assertThat(sent).isEmpty();
        hear(new Message.Sync(new Header(Header.SYNC, 0, Header.TWO_STEPS, 0, MASTER, 5, 0), 0));
        assertThat(sent).hasSize(1);
        now += 3 * SECOND;
        hear(new Message.Sync(new Header(Header.SYNC, 0, 0, 0, MASTER, 6, 0), 503 * SECOND));
        assertThat(sent).hasSize(2);
    }

    @Test
    void it_hears_only_the_clock_that_it_follows() {
        announceTwice(MASTER, 1);
        hear(new Message.Sync(new Header(Header.SYNC, 0, 0, 0, ASKER, 6, 0), 503 * SECOND));
        hear(new Message.Sync(new Header(Header.SYNC, 1, 0, 0, MASTER, 6, 0), 503 * SECOND));
        assertThat(sent).isEmpty();
        measure();
        Header again = new Header(Header.DELAY_RESPONSE, 0, 0, 0, MASTER, 1, 0);
        hear(new Message.DelayResponse(again, 500 * SECOND, US));
        assertThat(measured).hasSize(1);
    }

    @Test
    void it_says_when_the_clock_that_it_follows_falls_silent() {
        announceTwice(MASTER, 1);
        live(5);
        assertThat(missed).containsExactly("the clock that is announced sends no time");
        live(10);
        assertThat(missed).contains("no better clock announces itself any more");
        assertThat(port.state()).isEqualTo(PtpPort.State.TRANSMITTING);
    }

    @Test
    void a_worse_clock_does_not_make_it_yield() {
        transmit();
        announceTwice(ASKER, 200);
        assertThat(port.state()).isEqualTo(PtpPort.State.TRANSMITTING);
    }

    @Test
    void it_tells_what_it_is_and_lets_nobody_change_it() {
        transmit();
        packets.clear();
        ask(Management.GET, 0x2005);
        ask(Management.GET, 0x2004);
        ask(Management.GET, 0x7777);
        ask(Management.SET, 0x2005);
        ask(Management.RESPONSE, 0x2005);
        assertThat(packets).hasSize(4);
        assertThat(packets)
                .allSatisfy(answer -> assertThat(
                                PortIdentity.read(ByteBuffer.wrap(answer, Header.BYTES, PortIdentity.BYTES)))
                        .isEqualTo(ASKER));
        assertThat(packets.get(0)[DATA_AT]).as("priority 1").isEqualTo((byte) 100);
        assertThat(packets.get(1)[DATA_AT + PortIdentity.BYTES]).as("state").isEqualTo((byte) 6);
        assertThat(packets.get(2)[ERROR_AT]).as("no such id").isEqualTo((byte) 2);
        assertThat(packets.get(3)[ERROR_AT]).as("not setable").isEqualTo((byte) 4);
    }

    private void ask(int action, int id) {
        hear(question(action, id));
    }

    private static Management question(int action, int id) {
        PortIdentity all = new PortIdentity(-1, 0xffff);
        Header header = Header.request(Header.MANAGEMENT, 0, ASKER, 1);
        return new Management(header, all, 0, action, Management.Answer.DATA, id, Management.NO_DATA);
    }

    @Test
    void a_million_packets_of_any_kind_neither_break_it_nor_fill_the_memory() {
        for (boolean transmits : List.of(true, false)) {
            port = port(transmits);
            transmit();
            announceTwice(MASTER, 1);
            List<byte[]> models =
                    new ArrayList<>(MessageTest.messages().map(Message::bytes).toList());
            models.add(question(Management.GET, 0x2000).bytes());
            for (int i = 0; i < MILLION / 2; i++) {
                now += randomness.nextInt(100_000_000);
                sent.clear();
                packets.clear();
                measured.clear();
                missed.clear();
                port.hear(ByteBuffer.wrap(broken(randomness.pick(models))), new Stamp(now, 3, true));
                assertThat(packets.size()).isLessThanOrEqualTo(1);
                port.live(now);
                assertThat(packets.size()).isLessThanOrEqualTo(4);
            }
        }
    }

    /** Some bytes are others, and some are missing or too many. */
    private byte[] broken(byte[] model) {
        byte[] packet = randomness.chance(0.1) ? new byte[randomness.nextInt(200)] : model.clone();
        if (randomness.chance(0.3)) {
            packet = Arrays.copyOf(packet, randomness.nextInt(packet.length + 40));
        }
        for (int i = randomness.nextInt(6); i > 0 && packet.length > 0; i--) {
            packet[randomness.nextInt(packet.length)] = (byte) randomness.nextInt(256);
        }
        return packet;
    }

    private void transmit() {
        live(12);
    }

    private void live(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            if (i == seconds - 1) {
                sent.clear();
            }
            port.live(now);
        }
    }

    private void announceTwice(PortIdentity clock, int priority) {
        for (int i = 0; i < 2; i++) {
            Header header = new Header(Header.ANNOUNCE, 0, Header.ATOMIC_TIME, 0, clock, i, 1);
            hear(new Announce(header, 37, priority, new ClockQuality(6, 0x21, 0), 128, clock.clock(), 0, 0x20));
        }
    }

    private void hear(Message message) {
        port.hear(ByteBuffer.wrap(message.bytes()), new Stamp(now, 3, true));
    }

    /** What goes out is looked at, and never larger than the largest message there is. */
    private final class Recorder implements Wire, Findings {
        @Override
        public Stamp sendStamped(byte[] packet) {
            send(packet);
            return new Stamp(now, 3, true);
        }

        @Override
        public void send(byte[] packet) {
            assertThat(packet.length).isLessThanOrEqualTo(ANSWER_MAX);
            packets.add(packet);
            Message.read(ByteBuffer.wrap(packet)).ifPresent(sent::add);
        }

        @Override
        public void follows(Announce master) {
            // The port says so itself.
        }

        @Override
        public void measured(Passage passage) {
            measured.add(passage);
        }

        @Override
        public void missed(String reason) {
            missed.add(reason);
        }
    }
}
