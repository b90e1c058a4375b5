package meridian.raft;

/** The log on this node's disk cannot be used. The node must not start from it. */
public final class DamagedLog extends RuntimeException {
    DamagedLog(String message) {
        super(message);
    }

    DamagedLog(String message, Throwable cause) {
        super(message, cause);
    }
}
