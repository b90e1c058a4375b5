package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import meridian.testkit.History;
import meridian.testkit.KeyValueModel;

/** What all clients asked and were told. */
final class ClientRecords {
    private final History<Ask, Given> all = new History<>();
    private final History<KeyValueModel.Ask, KeyValueModel.Answer> singleKeys = new History<>();
    private final List<Renewal> renewals = new ArrayList<>();
    private final Set<Long> revoked = new HashSet<>();

    /** What a client asked for. */
    sealed interface Ask {
        record Write(Transaction transaction) implements Ask {}

        record Read(RangeQuery query) implements Ask {}
    }

    /**
     * What it was given.
     *
     * @param revision as in the reply's header, or the past one that was asked for
     */
    record Given(Object result, long revision) {}

    /**
     * The answer to a renewal of a lease.
     *
     * @param alive whether it was renewed; if not, there was no such lease
     */
    record Renewal(long lease, Duration asked, Duration answered, boolean alive) {}

    History<Ask, Given> all() {
        return all;
    }

    /** The calls about single keys once more, in the words of the simpler model. */
    History<KeyValueModel.Ask, KeyValueModel.Answer> singleKeys() {
        return singleKeys;
    }

    List<Renewal> renewals() {
        return renewals;
    }

    /** The leases that somebody tried to revoke. */
    Set<Long> revoked() {
        return revoked;
    }
}
