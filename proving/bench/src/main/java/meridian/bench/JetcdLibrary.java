package meridian.bench;

import java.util.List;
import meridian.base.Address;

/** jetcd, for etcd and for what speaks its API. */
record JetcdLibrary(Kind kind) implements LockLibrary {
    /** Which of the two services stands behind a {@link LockClient}. */
    enum Kind {
        LOCK,
        ELECTION
    }

    @Override
    public JetcdClients connect(List<Address> endpoints, int clients) {
        return new JetcdClients(kind, endpoints, clients);
    }
}
