package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeyValuesTest extends WithServedStore {
    @Test
    void what_was_put_is_there_until_it_is_deleted() {
        assertThat(client.kv().get("k")).isEmpty();
        long revision = client.kv().put("k", "v");
        assertThat(client.kv().get("k"))
                .contains(new KeyValue(Bytes.utf8("k"), Bytes.utf8("v"), revision, revision, 1, 0));
        assertThat(client.kv().delete("k")).isTrue();
        assertThat(client.kv().delete("k")).isFalse();
        assertThat(client.kv().get("k")).isEmpty();
    }

    @Test
    void any_bytes_are_keys_and_values() {
        Bytes odd = Bytes.of((byte) 0, (byte) 0xFF, (byte) 0x80);
        client.kv().put(odd, odd);
        assertThat(client.kv().get(odd).map(KeyValue::value)).contains(odd);
        client.kv().put("empty", "");
        assertThat(client.kv().get("empty").map(KeyValue::value)).contains(Bytes.empty());
    }

    @Test
    void ranges_are_listed_in_order_and_deleted() {
        for (String key : new String[] {"a/2", "a/1", "b", "a/3"}) {
            client.kv().put(key, "of " + key);
        }
        assertThat(client.kv().list(KeyRange.prefix("a/")).entries().stream()
                        .map(it -> it.key().utf8()))
                .containsExactly("a/1", "a/2", "a/3");
        Listing first =
                client.kv().list(KeyRange.all(), ReadOptions.DEFAULT.limited(2).withoutValues());
        assertThat(first.more()).isTrue();
        assertThat(first.entries()).hasSize(2).allMatch(it -> it.value().isEmpty());
        assertThat(client.kv()
                        .list(KeyRange.between(Bytes.utf8("a/2"), Bytes.utf8("b")))
                        .entries())
                .hasSize(2);
        assertThat(client.kv().delete(KeyRange.prefix("a/"))).isEqualTo(3);
        assertThat(client.kv().list(KeyRange.all()).entries()).hasSize(1);
    }

    @Test
    void the_past_can_be_read_until_it_is_compacted() throws Exception {
        long first = client.kv().put("k", "1");
        long second = client.kv().put("k", "2");
        Listing then = client.kv().list(KeyRange.key("k"), ReadOptions.DEFAULT.at(first));
        assertThat(then.entries().getFirst().value()).isEqualTo(Bytes.utf8("1"));
        served.store().compact(second).get(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> client.kv().list(KeyRange.key("k"), ReadOptions.DEFAULT.at(first)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("compacted");
    }

    @Test
    void a_transaction_does_one_thing_or_the_other() {
        TransactionResult first = client.kv()
                .txn()
                .ifAbsent("k")
                .then(Operation.put("k", "1"))
                .orElse(Operation.get("k"))
                .commit();
        assertThat(first.succeeded()).isTrue();
        assertThat(first.results()).containsExactly(new OperationResult.Put());
        TransactionResult second = client.kv()
                .txn()
                .ifAbsent("k")
                .then(Operation.put("k", "2"))
                .orElse(Operation.get("k"), Operation.delete("k"))
                .commit();
        assertThat(second.succeeded()).isFalse();
        assertThat(second.results().getFirst())
                .isInstanceOfSatisfying(
                        OperationResult.Got.class,
                        got -> assertThat(got.listing().entries())
                                .singleElement()
                                .satisfies(it -> assertThat(it.value()).isEqualTo(Bytes.utf8("1"))));
        assertThat(second.results().getLast()).isEqualTo(new OperationResult.Deleted(1));
    }

    @Test
    void conditions_hold_or_not() {
        long revision = client.kv().put("k", "v");
        KeyValue read = client.kv().get("k").orElseThrow();
        assertThat(client.kv()
                        .txn()
                        .ifPresent("k")
                        .ifValue("k", "v")
                        .ifUnchanged(read)
                        .commit()
                        .succeeded())
                .isTrue();
        assertThat(client.kv()
                        .txn()
                        .ifCreatedAt(Bytes.utf8("k"), revision)
                        .commit()
                        .succeeded())
                .isTrue();
        client.kv().put("k", "w");
        assertThat(client.kv().txn().ifUnchanged(read).commit().succeeded()).isFalse();
        assertThat(client.kv().txn().ifValue("k", "v").commit().succeeded()).isFalse();
        assertThat(client.kv().txn().ifPresent("nothing").commit().succeeded()).isFalse();
    }

    @Test
    void a_key_ends_with_its_lease() {
        try (Lease lease = client.lease(Duration.ofSeconds(60))) {
            client.kv().put(Bytes.utf8("k"), Bytes.utf8("v"), lease);
            assertThat(client.kv().get("k").orElseThrow().lease()).isEqualTo(lease.id());
            assertThat(lease.renew()).isEqualTo(lease.timeToLive());
            assertThat(lease.remaining()).isPresent();
        }
        assertThat(client.kv().get("k")).isEmpty();
    }

    @Test
    void a_lease_that_has_ended_says_so() {
        Lease lease = client.lease(Duration.ofSeconds(60));
        lease.close();
        lease.close();
        assertThat(lease.remaining()).isEmpty();
        assertThatThrownBy(lease::renew).isInstanceOf(SessionLostException.class);
        assertThatThrownBy(() -> client.kv().put(Bytes.utf8("k"), Bytes.utf8("v"), lease))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("lease not found");
    }

    @Test
    void futures_come_to_the_same() throws Exception {
        client.kv()
                .putAsync("k", "v")
                .thenCompose(_ -> client.kv().getAsync("k"))
                .thenAccept(it -> assertThat(it).map(KeyValue::value).contains(Bytes.utf8("v")))
                .get(30, TimeUnit.SECONDS);
        assertThat(client.kv().deleteAsync(KeyRange.all()).get(30, TimeUnit.SECONDS))
                .isEqualTo(1);
        assertThat(client.kv()
                        .txn()
                        .ifAbsent("k")
                        .commitAsync()
                        .get(30, TimeUnit.SECONDS)
                        .succeeded())
                .isTrue();
        assertThat(client.kv()
                        .listAsync(KeyRange.all(), ReadOptions.DEFAULT.possiblyOld())
                        .get(30, TimeUnit.SECONDS)
                        .entries())
                .isEmpty();
    }

    @Test
    void a_mistake_is_refused_and_not_repeated() {
        Operation twice = Operation.put("k", "v");
        assertThatThrownBy(() -> client.kv().txn().then(twice, twice).commit())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("duplicate key");
        assertThatThrownBy(() -> client.kv().put("", "v")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void calls_go_on_while_one_node_after_the_other_is_stopped() {
        for (int node = 0; node < 3; node++) {
            served.stop(node);
            for (int i = 0; i < 20; i++) {
                put("k" + node + "." + i);
                assertThat(client.kv().get("k" + node + "." + i)).isPresent();
            }
            served.start(node);
        }
    }

    /** A write may be on its way to a node at the moment it stops. */
    private void put(String key) {
        try {
            client.kv().put(key, "v");
        } catch (OutcomeUnknownException _) {
            client.kv().put(key, "v");
        }
    }

    @Test
    void when_all_nodes_are_gone_the_call_ends_at_its_limit_and_says_that_nothing_happened() {
        served.stopAll();
        try (Meridian impatient =
                served.builder().timeLimit(Duration.ofMillis(300)).connect()) {
            assertThatThrownBy(() -> impatient.kv().put("k", "v"))
                    .isInstanceOfSatisfying(
                            NotAppliedException.class,
                            e -> assertThat(e.mayHaveHappened()).isFalse())
                    .hasMessageContaining("did not happen");
            assertThatThrownBy(() -> impatient.kv().get("k")).isInstanceOf(NotAppliedException.class);
        }
    }

    @Test
    void a_closed_client_does_nothing_more() {
        client.close();
        assertThatThrownBy(() -> client.kv().put("k", "v"))
                .isInstanceOf(NotAppliedException.class)
                .hasMessageContaining("closed");
        client.close();
    }

    @Test
    void an_interrupted_thread_is_told_and_stays_interrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> client.kv().get("k")).isInstanceOf(NotAppliedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(client.kv().get("k")).isEqualTo(Optional.empty());
    }
}
