package meridian.net;

/** How nodes prove to each other who they are. */
public sealed interface TransportSecurity permits TransportSecurity.PlainText, TransportTls {
    /** They don't, and everybody on the way can read along: for loopback only. */
    record PlainText() implements TransportSecurity {}
}
