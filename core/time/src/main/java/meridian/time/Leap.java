package meridian.time;

/** What NTP's leap indicator says. */
enum Leap {
    NONE(0, "none"),
    SECOND_INSERTED(1, "a second will be inserted"),
    SECOND_DELETED(2, "a second will be deleted"),
    UNSYNCHRONISED(3, "not synchronised");

    private final int bits;
    private final String text;

    Leap(int bits, String text) {
        this.bits = bits;
        this.text = text;
    }

    static Leap of(int bits) {
        return switch (bits) {
            case 0 -> NONE;
            case 1 -> SECOND_INSERTED;
            case 2 -> SECOND_DELETED;
            default -> UNSYNCHRONISED;
        };
    }

    /** The two bits of a packet. */
    int bits() {
        return bits;
    }

    String text() {
        return text;
    }
}
