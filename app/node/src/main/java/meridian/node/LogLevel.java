package meridian.node;

/** How much a node writes to its log. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
}
