package meridian.node;

import meridian.etcd.EtcdFace;

/** What this build calls itself. */
public final class Version {
    public static final String MERIDIAN = "0.1.0";

    /** The release of etcd whose behaviour clients may expect. */
    public static final String ETCD = EtcdFace.ETCD_VERSION;

    private Version() {}
}
