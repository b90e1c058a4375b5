package meridian.time.ptp;

import java.time.Duration;

/**
 * Tells the time to whoever listens, in two steps: the second message says when the first one left. That, and when a
 * request came, is told as the earlier and the later of what it may have been, so that nobody takes us for too precise.
 */
final class Transmitter {
    private static final int SEQUENCES = 0x10000;
    private static final int TIME_SOURCE_NTP = 0x50;

    private final PtpSettings settings;
    private final PortIdentity us;
    private final OwnTime own;
    private final Wire wire;
    private ClockQuality announced;

    /** Before this no times are told, so that nobody takes them for better than they are: announcements may get lost. */
    private long timesFrom;

    private int announceSequence;
    private int syncSequence;
    private long announceDue;
    private long syncDue;

    Transmitter(PtpSettings settings, PortIdentity us, ClockQuality quality, OwnTime own, Wire wire, long now) {
        this.settings = settings;
        this.us = us;
        this.own = own;
        this.wire = wire;
        this.announced = quality;
        this.announceDue = now;
        this.timesFrom = now + PtpSettings.ANNOUNCEMENTS_AWAITED.toNanos();
        this.syncDue = timesFrom;
    }

    void live(long now, Announce ours) {
        if (ours.quality().accuracy() > announced.accuracy()) {
            announceDue = now;
            timesFrom = now + PtpSettings.ANNOUNCEMENTS_AWAITED.toNanos();
            syncDue = timesFrom;
        }
        if (now - announceDue >= 0) {
            announceDue = now + PtpSettings.ANNOUNCE_INTERVAL.toNanos();
            announce(ours.quality());
        }
        if (now - syncDue >= 0) {
            syncDue = now + PtpSettings.SYNC_INTERVAL.toNanos();
            sync();
        }
    }

    private void announce(ClockQuality quality) {
        announced = quality;
        announceSequence = (announceSequence + 1) % SEQUENCES;
        wire.send(announce(settings, us, quality, own.leap(), announceSequence).bytes());
    }

    /** What we would announce of ourselves. */
    static Announce announce(PtpSettings settings, PortIdentity us, ClockQuality quality, int leap, int sequence) {
        int flags = Header.ATOMIC_TIME
                | Header.UTC_OFFSET_VALID
                | Header.TIME_TRACEABLE
                | (leap > 0 ? Header.LEAP_61 : 0)
                | (leap < 0 ? Header.LEAP_59 : 0);
        Header header = new Header(
                Header.ANNOUNCE, settings.domain(), flags, 0, us, sequence, PtpSettings.LOG_ANNOUNCE_INTERVAL);
        return new Announce(
                header,
                settings.utcOffset(),
                settings.priority1(),
                quality,
                settings.priority2(),
                us.clock(),
                0,
                TIME_SOURCE_NTP);
    }

    private void sync() {
        syncSequence = (syncSequence + 1) % SEQUENCES;
        Header header = timed(Header.SYNC, Header.TWO_STEPS, syncSequence, PtpSettings.LOG_SYNC_INTERVAL);
        Stamp left = wire.sendStamped(new Message.Sync(header, 0).bytes());
        Header follows = timed(Header.FOLLOW_UP, 0, syncSequence, PtpSettings.LOG_SYNC_INTERVAL);
        wire.send(new Message.FollowUp(follows, atomic(left.tick() - left.error())).bytes());
    }

    void hear(Message.DelayRequest request, Stamp heard) {
        if (heard.tick() - timesFrom < 0) {
            return;
        }
        Header asked = request.header();
        Header header = new Header(
                Header.DELAY_RESPONSE,
                settings.domain(),
                0,
                asked.correction(),
                us,
                asked.sequence(),
                PtpSettings.LOG_DELAY_INTERVAL);
        wire.send(new Message.DelayResponse(header, atomic(heard.tick() + heard.error()), asked.source()).bytes());
    }

    private Header timed(int type, int flags, int sequence, int interval) {
        return new Header(type, settings.domain(), flags, 0, us, sequence, interval);
    }

    private long atomic(long tick) {
        return own.at(tick) + Duration.ofSeconds(settings.utcOffset()).toNanos();
    }
}
