package meridian.store;

import static meridian.store.MachineFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.testkit.Faults;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A change of permissions is linearizable with what they allow: once it is answered, on whichever node, no node lets
 * anybody do what is forbidden, or keeps them from what is allowed.
 */
class PermissionTest {
    private static final int CHANGES = 100;

    /** Followers that apply what is committed much later than the leader answers. */
    private static final Faults LAGGING =
            new Faults(Duration.ofMillis(5), Duration.ofMillis(200), 0, 0, 0, Duration.ZERO, 0);

    private static final KeyRange ANNAS = new KeyRange(bytes("a"), bytes("b"));
    private static final Permission PERMISSION = new Permission(Permission.Kind.READ_WRITE, bytes("a"), bytes("b"));

    private static final StoreError DENIED = new StoreError.AccessRefused(AccessProblem.PERMISSION_DENIED);

    @TempDir
    Path folder;

    @Test
    void no_node_acts_on_a_permission_after_it_was_revoked_or_misses_it_after_it_was_granted() {
        Seeds.forEach(Seeds.of(2), seed -> {
            SeededRandomness randomness = new SeededRandomness(seed);
            try (StoreGroup group = new StoreGroup(folder.resolve("seed" + seed), 3, StoreConfig.DEFAULT, seed)) {
                group.group().faults(LAGGING);
                Caller.User anna = introduceAnna(group);
                boolean allowed = false;
                for (int i = 0; i < CHANGES; i++) {
                    if (randomness.chance(0.5)) {
                        allowed = !allowed;
                        change(any(group, randomness), group, allowed);
                    }
                    requireAll(group, anna, allowed, "change " + i);
                }
            }
        });
    }

    /** Asks all nodes at once, so that those that lag behind have no time to catch up. */
    private static void requireAll(StoreGroup group, Caller.User anna, boolean allowed, String where) {
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (NodeId node : group.group().nodes()) {
            Store store = group.store(node).as(anna);
            Transaction put = Transaction.of(Operation.Put.of(bytes("a1"), bytes("v")));
            Transaction get = Transaction.of(new Operation.Read(RangeQuery.of(ANNAS)));
            answers.add(store.transact(put).thenApply(PermissionTest::isDone));
            answers.add(store.transact(get).thenApply(PermissionTest::isDone));
            answers.add(store.read(RangeQuery.of(ANNAS)).thenApply(Reply.Done.class::isInstance));
        }
        for (CompletableFuture<Boolean> answer : answers) {
            assertThat(group.await(answer)).as(where).isEqualTo(allowed);
        }
    }

    private static boolean isDone(Outcome<? extends Reply<?>> outcome) {
        return outcome instanceof Outcome.Applied<? extends Reply<?>>(Reply<?> reply) && reply instanceof Reply.Done;
    }

    @Test
    void a_watch_gives_nothing_that_happened_after_its_permission_was_revoked() {
        try (StoreGroup group = new StoreGroup(folder, 3, StoreConfig.DEFAULT)) {
            Caller.User anna = introduceAnna(group);
            for (NodeId node : group.group().nodes()) {
                Store annas = group.store(node).as(anna);
                change(group.leader(), group, true);
                WatchQuery query = new WatchQuery(ANNAS, group.put("a1", "before"), true, true, false);
                group.pass(Duration.ofSeconds(1));
                Watcher watcher = annas.watch(query, _ -> {});
                assertThat(values(watcher)).containsExactly("before");
                change(group.leader(), group, false);
                group.put("a2", "after");
                group.pass(Duration.ofSeconds(1));
                assertThat(values(watcher)).isEmpty();
                assertThat(watcher.ending()).contains(DENIED);
                assertThat(annas.watch(query, _ -> {}).ending()).contains(DENIED);
            }
        }
    }

    private static List<String> values(Watcher watcher) {
        return watcher.poll(1 << 20).events().stream()
                .filter(event -> event.kind() == WatchEvent.Kind.PUT)
                .map(event -> event.keyValue().value().toUtf8())
                .toList();
    }

    private static Caller.User introduceAnna(StoreGroup group) {
        Accounts accounts = group.leader().accounts();
        for (AccessChange change : List.of(
                new AccessChange.AddUser("root", "hash"),
                new AccessChange.GrantRole("root", "root"),
                new AccessChange.AddUser("anna", "hash"),
                new AccessChange.AddRole("role"),
                new AccessChange.GrantRole("anna", "role"),
                new AccessChange.Enable(Bytes.utf8("key")))) {
            group.awaitApplied(accounts.change(change));
        }
        // The second change but one of the access revision 1 made her.
        return new Caller.User("anna", 4);
    }

    private static Store any(StoreGroup group, SeededRandomness randomness) {
        return group.store(randomness.pick(group.group().nodes()));
    }

    private static void change(Store store, StoreGroup group, boolean allow) {
        group.awaitApplied(store.accounts()
                .change(
                        allow
                                ? new AccessChange.GrantPermission("role", PERMISSION)
                                : new AccessChange.RevokePermission("role", PERMISSION.key(), PERMISSION.end())));
    }
}
