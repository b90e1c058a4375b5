package meridian.time.ptp;

/** Whatever carries packets to the other clocks. */
public interface Wire {
    /** Sends a message whose leaving matters, and says when it left. */
    Stamp sendStamped(byte[] packet);

    void send(byte[] packet);
}
