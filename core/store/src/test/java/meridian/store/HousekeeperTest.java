package meridian.store;

import static meridian.store.MachineFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeeperTest {
    private static final StoreConfig DEFAULT = StoreConfig.DEFAULT;

    @TempDir
    Path folder;

    @Test
    void history_older_than_the_retention_is_forgotten() {
        try (StoreGroup stores = new StoreGroup(folder, 3, config(Duration.ofMinutes(1), 0))) {
            long first = stores.put("k", "1");
            stores.put("k", "2");
            stores.pass(Duration.ofSeconds(50));
            assertThat(stores.leader().status().compactedRevision()).isLessThan(first);
            long recent = stores.put("k", "3");
            stores.pass(Duration.ofSeconds(30));
            assertThat(stores.await(stores.leader().read(at(first)))).isInstanceOf(Reply.Refused.class);
            assertThat(stores.awaitValue(stores.leader().read(at(recent))).keyValues())
                    .extracting(KeyValue::value)
                    .containsExactly(bytes("3"));
        }
    }

    @Test
    void without_a_retention_all_history_stays() {
        try (StoreGroup stores = new StoreGroup(folder, 1, config(Duration.ZERO, 0))) {
            long first = stores.put("k", "1");
            stores.put("k", "2");
            stores.pass(Duration.ofHours(2));
            assertThat(stores.awaitValue(stores.leader().read(at(first))).keyValues())
                    .hasSize(1);
        }
    }

    @Test
    void a_store_that_nobody_writes_to_is_compacted_once() {
        try (StoreGroup stores = new StoreGroup(folder, 1, config(Duration.ofMinutes(1), 0))) {
            long last = stores.put("k", "1");
            stores.pass(Duration.ofMinutes(5));
            assertThat(stores.leader().status().compactedRevision()).isEqualTo(last);
            long applied = stores.leader().status().group().applied().index();
            stores.pass(Duration.ofMinutes(5));
            assertThat(stores.leader().status().group().applied().index()).isEqualTo(applied);
        }
    }

    @Test
    void the_leader_makes_its_quota_the_groups() {
        try (StoreGroup stores = new StoreGroup(folder, 3, config(Duration.ZERO, 4_000))) {
            assertThat(stores.store(stores.follower()).status().quota()).isEqualTo(4_000);
            stores.put("small", "v");
            Operation large = Operation.Put.of(bytes("large"), bytes("v".repeat(5_000)));
            assertThat(stores.awaitRefusal(stores.leader().transact(Transaction.of(large))))
                    .isInstanceOf(StoreError.NoSpace.class);
            assertThat(stores.leader().status().alarms())
                    .extracting(Store.Alarm::kind)
                    .containsExactly(Store.Alarm.Kind.NO_SPACE);
        }
    }

    private static RangeQuery at(long revision) {
        return RangeQuery.of(KeyRange.single(bytes("k"))).at(revision);
    }

    private static StoreConfig config(Duration retention, long quota) {
        return new StoreConfig(
                DEFAULT.requests(), DEFAULT.reads(), DEFAULT.leases(), DEFAULT.watches(), retention, quota);
    }
}
