package meridian.time.ptp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Stream;
import meridian.time.ptp.Message.DelayRequest;
import meridian.time.ptp.Message.DelayResponse;
import meridian.time.ptp.Message.FollowUp;
import meridian.time.ptp.Message.Sync;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTest {
    private static final PortIdentity US = new PortIdentity(0x001122fffe334455L, 1);
    private static final PortIdentity OTHER = new PortIdentity(-2, 0xfffe);
    private static final long TIME = 1_767_225_637_123_456_789L;

    static Stream<Message> messages() {
        return Stream.of(
                new Sync(header(Header.SYNC, Header.TWO_STEPS), 0),
                new Sync(header(Header.SYNC, 0), TIME),
                new FollowUp(header(Header.FOLLOW_UP, 0), TIME),
                new DelayRequest(header(Header.DELAY_REQUEST, 0)),
                new DelayResponse(header(Header.DELAY_RESPONSE, 0), TIME, OTHER),
                new Announce(
                        header(Header.ANNOUNCE, Header.ATOMIC_TIME | Header.LEAP_61),
                        37,
                        255,
                        new ClockQuality(6, 0x21, 0x4e5d),
                        1,
                        -3,
                        0xffff,
                        0x20));
    }

    private static Header header(int type, int flags) {
        return new Header(type, 127, flags, -5L << 16, US, 0xfffe, -3);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void what_is_written_is_read(Message message) {
        assertThat(Message.read(ByteBuffer.wrap(message.bytes()))).contains(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void of_a_part_nothing_is_read(Message message) {
        byte[] bytes = message.bytes();
        for (int length = 0; length < bytes.length; length++) {
            assertThat(Message.read(ByteBuffer.wrap(bytes, 0, length))).isEmpty();
        }
    }

    @Test
    void a_message_lies_in_the_packet_as_the_standard_says() {
        byte[] bytes = new FollowUp(new Header(Header.FOLLOW_UP, 3, 0x0102, 1L << 16, US, 0x1234, -1), TIME).bytes();
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("0802002c03000102000000000001000000000000001122fffe33445500011234" + "02ff"
                        + "00006955b925075bcd15");
    }

    @Test
    void what_stands_behind_a_message_is_padding() {
        byte[] sync = new Sync(header(Header.SYNC, 0), TIME).bytes();
        ByteBuffer padded = ByteBuffer.allocate(sync.length + 20).put(sync).clear();
        assertThat(Message.read(padded)).contains(new Sync(header(Header.SYNC, 0), TIME));
    }

    @Test
    void the_first_edition_is_not_read() {
        byte[] sync = new Sync(header(Header.SYNC, 0), TIME).bytes();
        sync[1] = 1;
        assertThat(Message.read(ByteBuffer.wrap(sync))).isEmpty();
    }

    @Test
    void times_beyond_what_fits_are_the_latest_that_do() {
        ByteBuffer most = ByteBuffer.allocate(Times.BYTES)
                .putLong(-1)
                .putShort((short) -1)
                .flip();
        assertThat(Times.read(most)).isEqualTo(9_200_000_000_999_999_999L);
    }

    @Test
    void a_clock_is_named_by_its_card() {
        assertThat(PortIdentity.ofCard(new byte[] {0, 0x11, 0x22, 0x33, 0x44, 0x55}))
                .isEqualTo(US);
        assertThat(US).hasToString("001122.fffe.334455-1");
    }
}
