package meridian.etcd;

/** How clients and the node prove to each other who they are. */
public sealed interface EtcdSecurity permits EtcdSecurity.PlainText, EtcdTls {
    /** They don't, and everybody on the way can read along: for loopback only. */
    record PlainText() implements EtcdSecurity {}
}
