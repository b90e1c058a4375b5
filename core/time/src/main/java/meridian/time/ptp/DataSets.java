package meridian.time.ptp;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/** What a port tells of itself to those who ask, as linuxptp's {@code pmc} does. Nobody may change anything. */
record DataSets(
        PtpSettings settings, PortIdentity us, Announce ours, Optional<Receiver> receiver, PtpPort.State state) {
    private static final int NOTHING = 0x0000;
    private static final int DEFAULT = 0x2000;
    private static final int CURRENT = 0x2001;
    private static final int PARENT = 0x2002;
    private static final int TIME_PROPERTIES = 0x2003;
    private static final int PORT = 0x2004;
    private static final int PRIORITY1 = 0x2005;
    private static final int PRIORITY2 = 0x2006;
    private static final int DOMAIN = 0x2007;
    private static final int RECEIVER_ONLY = 0x2008;

    private static final int BYTES_MAX = 64;
    private static final int PARTS = 65_536;
    private static final int END_TO_END = 1;
    private static final int NO_PEER_DELAY = 0x7f;
    private static final int VERSION = 2;
    private static final int TWO_STEPS_BIT = 1;
    private static final int RECEIVER_ONLY_BIT = 2;
    private static final int FLAGS_OF_TIME = 0xff;
    private static final int NOT_MEASURED_VARIANCE = 0xffff;
    private static final int NOT_MEASURED_RATE = 0x7fff_ffff;

    Optional<Management> answer(Management question) {
        if (question.action() == Management.SET) {
            return Optional.of(question.answer(us, Management.Answer.NOT_SETABLE, Management.NO_DATA));
        }
        if (question.action() != Management.GET) {
            return Optional.empty();
        }
        Optional<ByteBuffer> data = data(question.id());
        return Optional.of(question.answer(
                us,
                data.isPresent() ? Management.Answer.DATA : Management.Answer.NO_SUCH_ID,
                data.orElse(Management.NO_DATA)));
    }

    private Optional<ByteBuffer> data(int id) {
        return switch (id) {
            case NOTHING -> Optional.of(Management.NO_DATA);
            case DEFAULT -> written(this::writeDefault);
            case CURRENT -> written(this::writeCurrent);
            case PARENT -> written(this::writeParent);
            case TIME_PROPERTIES -> written(this::writeTimeProperties);
            case PORT -> written(this::writePort);
            case PRIORITY1 -> one(settings.priority1());
            case PRIORITY2 -> one(settings.priority2());
            case DOMAIN -> one(settings.domain());
            case RECEIVER_ONLY -> one(settings.transmits() ? 0 : 1);
            default -> Optional.empty();
        };
    }

    private static Optional<ByteBuffer> one(int value) {
        return Optional.of(ByteBuffer.wrap(new byte[] {(byte) value, 0}));
    }

    private static Optional<ByteBuffer> written(Consumer<ByteBuffer> writer) {
        ByteBuffer data = ByteBuffer.allocate(BYTES_MAX);
        writer.accept(data);
        return Optional.of(data.flip());
    }

    private void writeDefault(ByteBuffer data) {
        data.put((byte) (TWO_STEPS_BIT | (settings.transmits() ? 0 : RECEIVER_ONLY_BIT)))
                .put((byte) 0)
                .putShort((short) 1)
                .put((byte) settings.priority1());
        ours.quality().write(data);
        data.put((byte) settings.priority2())
                .putLong(us.clock())
                .put((byte) settings.domain())
                .put((byte) 0);
    }

    private void writeCurrent(ByteBuffer data) {
        int steps = receiver.map(from -> from.master().steps() + 1).orElse(0);
        data.putShort((short) steps)
                .putLong(receiver.map(Receiver::offset).orElse(0L) * PARTS)
                .putLong(receiver.map(Receiver::delay).orElse(0L) * PARTS);
    }

    private void writeParent(ByteBuffer data) {
        Announce parent = followed();
        parent.sender().write(data);
        data.put((byte) 0)
                .put((byte) 0)
                .putShort((short) NOT_MEASURED_VARIANCE)
                .putInt(NOT_MEASURED_RATE)
                .put((byte) parent.priority1());
        parent.quality().write(data);
        data.put((byte) parent.priority2()).putLong(parent.grandmaster());
    }

    private void writeTimeProperties(ByteBuffer data) {
        Announce parent = followed();
        data.putShort((short) parent.utcOffset())
                .put((byte) (parent.header().flags() & FLAGS_OF_TIME))
                .put((byte) parent.timeSource());
    }

    /** Who follows nobody is his own parent. */
    private Announce followed() {
        return receiver.map(Receiver::master).orElse(ours);
    }

    private void writePort(ByteBuffer data) {
        us.write(data);
        data.put((byte) state.number())
                .put((byte) PtpSettings.LOG_DELAY_INTERVAL)
                .putLong(0)
                .put((byte) PtpSettings.LOG_ANNOUNCE_INTERVAL)
                .put((byte) PtpSettings.ANNOUNCEMENTS_MISSED)
                .put((byte) PtpSettings.LOG_SYNC_INTERVAL)
                .put((byte) END_TO_END)
                .put((byte) NO_PEER_DELAY)
                .put((byte) VERSION);
    }
}
