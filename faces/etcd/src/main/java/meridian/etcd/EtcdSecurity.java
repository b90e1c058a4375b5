package meridian.etcd;

/** How clients and the node prove to each other who they are. */
public sealed interface EtcdSecurity permits EtcdSecurity.PlainText, EtcdSecurity.PlainTextAnywhere, EtcdTls {
    /** They don't, and everybody on the way can read along: for loopback only. */
    record PlainText() implements EtcdSecurity {}

    /** As above where others can reach it, because somebody said that this is what they want. */
    record PlainTextAnywhere() implements EtcdSecurity {}
}
