package meridian.store;

import static meridian.store.MachineFixture.bytes;
import static meridian.store.MachineFixture.error;
import static meridian.store.MachineFixture.given;
import static meridian.store.MachineFixture.revision;
import static meridian.store.MachineFixture.texts;
import static meridian.store.MachineFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.raft.Command;
import meridian.raft.Entry;
import meridian.raft.Position;
import meridian.raft.StateMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreMachineTest {
    private static final RangeQuery ALL = RangeQuery.of(KeyRange.ALL);

    @TempDir
    Path folder;

    private MachineFixture store;

    @BeforeEach
    void open() {
        store = new MachineFixture(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void an_empty_store_has_revision_1() {
        try (View view = store.machine().view()) {
            assertThat(view.revision()).isEqualTo(1);
            assertThat(view.read(ALL))
                    .isEqualTo(new Reply.Done<>(new Result.Read(List.of(), 0, false), new Reply.Header(1, 0)));
        }
        assertThat(store.machine().applied()).isEqualTo(Position.START);
    }

    @Test
    void a_put_counts_versions_and_keeps_its_first_revision() {
        long created = store.put("k", "1");
        long changed = store.put("k", "2");

        try (View view = store.machine().view()) {
            assertThat(view.get(bytes("k"))).contains(new KeyValue(bytes("k"), bytes("2"), created, changed, 2, 0));
            assertThat(view.revision()).isEqualTo(changed);
        }
    }

    @Test
    void a_key_that_comes_back_starts_anew() {
        store.put("k", "1");
        store.put("k", "2");
        store.delete("k");
        long created = store.put("k", "3");

        try (View view = store.machine().view()) {
            assertThat(view.get(bytes("k"))).contains(new KeyValue(bytes("k"), bytes("3"), created, created, 1, 0));
        }
    }

    @Test
    void deleting_nothing_does_not_advance_the_revision() {
        long before = store.put("k", "1");

        assertThat(store.delete("other")).isEqualTo(before);
    }

    @Test
    void the_past_can_be_read() {
        long first = store.put("a", "1");
        long second = store.put("b", "1");
        long third = store.put("a", "2");
        long fourth = store.delete("b");
        long fifth = store.put("b", "3");

        assertThat(store.list(ALL.at(first))).containsExactly("a=1");
        assertThat(store.list(ALL.at(second))).containsExactly("a=1", "b=1");
        assertThat(store.list(ALL.at(third))).containsExactly("a=2", "b=1");
        assertThat(store.list(ALL.at(fourth))).containsExactly("a=2");
        assertThat(store.list(ALL.at(fifth))).containsExactly("a=2", "b=3");
        assertThat(store.list(RangeQuery.of(KeyRange.single(bytes("b"))).at(third)))
                .containsExactly("b=1");
        assertThat(store.list(RangeQuery.of(KeyRange.single(bytes("b"))).at(fourth)))
                .isEmpty();
        assertThat(error(store.read(ALL.at(fifth + 1)))).isEqualTo(new StoreError.FutureRevision(fifth + 1, fifth));
    }

    @Test
    void keys_with_zero_bytes_keep_their_order_in_the_past() {
        List<Bytes> keys = List.of(
                Bytes.wrap(new byte[] {'a'}),
                Bytes.wrap(new byte[] {'a', 0}),
                Bytes.wrap(new byte[] {'a', 0, 0}),
                Bytes.wrap(new byte[] {'a', 0, 1}),
                Bytes.wrap(new byte[] {'a', 1}),
                Bytes.wrap(new byte[] {'a', (byte) 0xff}));
        long before = 0;
        for (Bytes key : keys) {
            before = revision(store.transact(Transaction.of(Operation.Put.of(key, bytes("old")))));
        }
        for (Bytes key : keys.reversed()) {
            store.transact(Transaction.of(new Operation.Delete(KeyRange.single(key), false)));
        }

        assertThat(value(store.read(ALL.at(before))).keyValues())
                .extracting(KeyValue::key)
                .isEqualTo(keys);
        assertThat(value(store.read(RangeQuery.of(new KeyRange(keys.get(1), keys.get(4)))
                                .at(before)))
                        .keyValues())
                .extracting(KeyValue::key)
                .isEqualTo(keys.subList(1, 4));
    }

    @Test
    void commands_of_one_entry_have_revisions_of_their_own_and_see_each_other() {
        List<Bytes> answers = store.apply(List.of(
                putCommand("k", "1"),
                putCommand("k", "2"),
                Command.sessionless(StoreCodec.encode(new StoreCommand.Transact(
                        Transaction.of(new Operation.Read(RangeQuery.of(KeyRange.single(bytes("k"))))))))));

        long first = revision(given(AnswerCodec.TRANSACTION, answers.get(0)));
        long second = revision(given(AnswerCodec.TRANSACTION, answers.get(1)));
        Store.TransactionResult read = value(given(AnswerCodec.TRANSACTION, answers.get(2)));
        assertThat(second).isEqualTo(first + 1);
        assertThat(texts(((Result.Read) read.results().getFirst()).keyValues())).containsExactly("k=2");
        assertThat(store.list(ALL.at(first))).containsExactly("k=1");
    }

    @Test
    void revisions_grow_also_when_the_clock_of_a_new_leader_is_behind() {
        store.clock(5_000);
        long before = store.put("k", "1");
        store.clock(10);

        assertThat(store.put("k", "2")).isEqualTo(before + 1);
    }

    @Test
    void a_transaction_takes_the_branch_its_comparisons_choose() {
        store.put("k", "1");
        Comparison isOne = new Comparison(
                KeyRange.single(bytes("k")), Comparison.Target.VALUE, Comparison.Relation.EQUAL, 0, bytes("1"));
        Transaction swap = new Transaction(
                List.of(isOne),
                List.of(new Operation.Put(bytes("k"), bytes("2"), 0, true, false, false)),
                List.of(new Operation.Delete(KeyRange.single(bytes("k")), true)));

        Store.TransactionResult first = value(store.transact(swap));
        Store.TransactionResult second = value(store.transact(swap));

        assertThat(first.succeeded()).isTrue();
        assertThat(first.results().getFirst())
                .isInstanceOfSatisfying(
                        Result.Put.class,
                        put -> assertThat(put.previous().orElseThrow().value()).isEqualTo(bytes("1")));
        assertThat(second.succeeded()).isFalse();
        assertThat(second.results().getFirst())
                .isInstanceOfSatisfying(
                        Result.Delete.class,
                        delete -> assertThat(texts(delete.previous())).containsExactly("k=2"));
        assertThat(store.get("k")).isEmpty();
    }

    @Test
    void a_refused_transaction_changes_nothing() {
        long before = store.put("a", "1");

        Reply<Store.TransactionResult> reply = store.transact(new Transaction(
                List.of(),
                List.of(
                        Operation.Put.of(bytes("a"), bytes("2")),
                        new Operation.Put(bytes("missing"), Bytes.EMPTY, 0, false, true, false)),
                List.of()));

        assertThat(error(reply)).isEqualTo(new StoreError.KeyNotFound());
        assertThat(store.get("a")).contains("1");
        assertThat(store.read(ALL))
                .isInstanceOfSatisfying(
                        Reply.Done.class,
                        done -> assertThat(done.header().revision()).isEqualTo(before));
    }

    @Test
    void a_lease_takes_its_keys_along_at_one_revision() {
        store.grant(7, 60);
        store.put("a", "1", 7);
        store.put("b", "1", 7);
        store.put("c", "1", 7);
        store.put("c", "2");
        long before = store.put("d", "1");

        long revoked = revision(store.number(new StoreCommand.RevokeLease(7)));

        assertThat(store.list(ALL)).containsExactly("c=2", "d=1");
        assertThat(store.list(ALL.at(before))).containsExactly("a=1", "b=1", "c=2", "d=1");
        try (View view = store.machine().view()) {
            assertThat(view.leases()).isEmpty();
            assertThat(view.revision()).isEqualTo(revoked);
            assertThat(value(view.changes(before + 1, KeyRange.ALL, false, 1_000))
                            .events())
                    .extracting(WatchEvent::revision)
                    .containsExactly(revoked, revoked);
        }
    }

    @Test
    void a_put_needs_its_lease_and_a_grant_a_free_id() {
        assertThat(error(store.transact(
                        Transaction.of(new Operation.Put(bytes("a"), bytes("1"), 5, false, false, false)))))
                .isEqualTo(new StoreError.LeaseNotFound(5));
        store.grant(5, 60);
        assertThat(error(store.grant(5, 60))).isEqualTo(new StoreError.LeaseExists(5));
        assertThat(error(store.number(new StoreCommand.RevokeLease(6)))).isEqualTo(new StoreError.LeaseNotFound(6));
        assertThat(value(store.grant(0, 60)).id()).isPositive();
    }

    @Test
    void an_expiry_of_another_term_does_nothing() {
        store.grant(7, 60);
        store.put("a", "1", 7);
        store.term(2);

        assertThat(value(store.number(new StoreCommand.ExpireLeases(1, List.of(7L)))))
                .isZero();
        assertThat(store.get("a")).contains("1");
        assertThat(value(store.number(new StoreCommand.ExpireLeases(2, List.of(7L, 8L)))))
                .isEqualTo(1);
        assertThat(store.get("a")).isEmpty();
    }

    @Test
    void a_repeated_request_gets_its_first_answer() {
        long session = value(store.number(new StoreCommand.OpenSession(99)));
        Command put = new Command(session, 1, 1, putBody("k", "1"));

        Bytes first = store.apply(List.of(put)).getFirst();
        store.restart();
        Bytes second = store.apply(List.of(put)).getFirst();

        assertThat(second).isEqualTo(first);
        try (View view = store.machine().view()) {
            assertThat(view.get(bytes("k")).orElseThrow().version()).isEqualTo(1);
        }
    }

    @Test
    void a_settled_number_and_an_unknown_session_are_expired() {
        long session = value(store.number(new StoreCommand.OpenSession(99)));
        store.apply(List.of(new Command(session, 1, 1, putBody("k", "1"))));
        store.apply(List.of(new Command(session, 2, 2, putBody("k", "2"))));
        store.restart();

        List<Bytes> answers = store.apply(List.of(
                new Command(session, 1, 1, putBody("k", "3")), new Command(session + 1, 1, 1, putBody("k", "4"))));

        assertThat(answers)
                .extracting(AnswerCodec.TRANSACTION::decode)
                .containsExactly(new Answer.SessionExpired<>(), new Answer.SessionExpired<>());
        assertThat(store.get("k")).contains("2");
    }

    @Test
    void a_session_is_opened_once_per_nonce_and_can_be_closed() {
        long session = value(store.number(new StoreCommand.OpenSession(99)));
        assertThat(value(store.number(new StoreCommand.OpenSession(99)))).isEqualTo(session);

        store.number(new StoreCommand.CloseSession(session));

        assertThat(AnswerCodec.NUMBER.decode(store.apply(List.of(new Command(session, 1, 1, putBody("k", "1"))))
                        .getFirst()))
                .isEqualTo(new Answer.SessionExpired<>());
        assertThat(value(store.number(new StoreCommand.OpenSession(99)))).isGreaterThan(session);
    }

    @Test
    void a_command_that_makes_no_sense_is_answered() {
        Bytes answer =
                store.apply(List.of(Command.sessionless(bytes("nonsense")))).getFirst();

        assertThat(AnswerCodec.TRANSACTION.decode(answer)).isInstanceOf(Answer.Malformed.class);
    }

    @Test
    void compaction_ends_reading_before_it_and_gives_space_back() {
        store.put("a", "1");
        long second = store.put("a", "2");
        long third = store.put("a", "3");
        long before = size();

        assertThat(value(store.number(new StoreCommand.Compact(third)))).isEqualTo(third);

        assertThat(error(store.read(ALL.at(second)))).isEqualTo(new StoreError.Compacted(third));
        assertThat(store.list(ALL.at(third))).containsExactly("a=3");
        assertThat(error(store.number(new StoreCommand.Compact(third)))).isEqualTo(new StoreError.Compacted(third));
        assertThat(error(store.number(new StoreCommand.Compact(third + 1))))
                .isEqualTo(new StoreError.FutureRevision(third + 1, third));
        assertThat(size()).isLessThan(before);
    }

    @Test
    void at_the_quota_only_deletes_and_compactions_pass_until_the_alarm_is_cleared() {
        store.put("a", "1");
        NodeId node = new NodeId("n1");
        store.number(new StoreCommand.SetQuota(node, size() + 10));

        assertThat(error(store.transact(Transaction.of(Operation.Put.of(bytes("b"), bytes("1"))))))
                .isInstanceOf(StoreError.NoSpace.class);
        Store.Alarm alarm = new Store.Alarm(node, Store.Alarm.Kind.NO_SPACE);
        try (View view = store.machine().view()) {
            assertThat(view.alarms()).containsExactly(alarm);
        }
        long deleted = store.delete("a");
        store.number(new StoreCommand.Compact(deleted));
        store.number(new StoreCommand.SetQuota(node, 1_000));
        assertThat(error(store.transact(Transaction.of(Operation.Put.of(bytes("b"), bytes("1"))))))
                .isInstanceOf(StoreError.NoSpace.class);
        store.apply(new StoreCommand.ChangeAlarm(new Store.AlarmChange.Clear(alarm)));
        store.put("b", "1");
        assertThat(store.get("b")).contains("1");
    }

    @Test
    void a_listener_hears_changes_with_what_was_there_before_if_it_wants_to() {
        List<AppliedListener.Changes> heard = new ArrayList<>();
        store.machine().listen(new AppliedListener() {
            @Override
            public boolean wantsPrevious() {
                return true;
            }

            @Override
            public void applied(Changes changes) {
                heard.add(changes);
            }

            @Override
            public void replaced() {}
        });
        store.put("a", "1");
        store.put("a", "2");

        assertThat(heard).hasSize(2);
        assertThat(heard.get(1).events()).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(WatchEvent.Kind.PUT);
            assertThat(event.keyValue().value()).isEqualTo(bytes("2"));
            assertThat(event.previous().orElseThrow().value()).isEqualTo(bytes("1"));
        });
    }

    @Test
    void changes_are_told_by_whole_revisions_within_the_bytes_asked_for() {
        long first = revision(store.transact(new Transaction(
                List.of(),
                List.of(Operation.Put.of(bytes("a"), bytes("1")), Operation.Put.of(bytes("b"), bytes("1"))),
                List.of())));
        long second = store.put("a", "2");

        try (View view = store.machine().view()) {
            Watcher.Batch batch = value(view.changes(1, KeyRange.ALL, true, 1));
            assertThat(batch.events()).extracting(WatchEvent::revision).containsExactly(first, first);
            assertThat(batch.revision()).isEqualTo(second - 1);
            Watcher.Batch rest = value(view.changes(batch.revision() + 1, KeyRange.ALL, true, 1));
            assertThat(rest.events())
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.previous().orElseThrow().value()).isEqualTo(bytes("1")));
            assertThat(rest.revision()).isEqualTo(second);
        }
    }

    @Test
    void what_was_persisted_survives_and_the_log_continues_behind_it() {
        store.put("a", "1");
        store.machine().persist();
        Position durable = store.machine().durable();
        assertThat(durable).isEqualTo(store.machine().applied());
        store.restart();

        assertThat(store.machine().applied()).isEqualTo(durable);
        assertThat(store.get("a")).contains("1");
    }

    @Test
    void a_machine_that_was_closed_touches_its_folder_no_more() {
        Path home = folder.resolve("other");
        try (StateMachine.Snapshot snapshot = store.machine().snapshot();
                MachineFixture other = new MachineFixture(home)) {
            other.machine().install(snapshot.folder());
        }
        assertThat(home.resolve("state-1")).doesNotExist();
        assertThat(home.resolve("state-2")).exists();
    }

    @Test
    void a_snapshot_installed_elsewhere_is_the_same_state() {
        store.put("a", "1");
        store.put("a", "2");
        store.grant(3, 60);
        try (MachineFixture other = new MachineFixture(folder.resolve("other"))) {
            other.put("x", "1");
            try (View old = other.machine().view()) {
                try (StateMachine.Snapshot snapshot = store.machine().snapshot()) {
                    assertThat(snapshot.position()).isEqualTo(store.machine().applied());
                    other.machine().install(snapshot.folder());
                }
                assertThat(old.get(bytes("x"))).isPresent();
            }
            assertThat(other.get("x")).isEmpty();
            assertThat(other.get("a")).contains("2");
            assertThat(other.machine().applied()).isEqualTo(store.machine().applied());
            other.restart();
            assertThat(other.get("a")).contains("2");
            try (View mine = store.machine().view();
                    View theirs = other.machine().view()) {
                assertThat(theirs.hash(0)).isEqualTo(mine.hash(0));
                assertThat(theirs.leases()).isEqualTo(mine.leases());
            }
        }
    }

    @Test
    void replaying_the_log_on_an_older_copy_gives_the_same_state() {
        store.put("a", "1");
        Path copy = folder.resolve("copy");
        try (StateMachine.Snapshot snapshot = store.machine().snapshot();
                MachineFixture other = new MachineFixture(copy)) {
            other.machine().install(snapshot.folder());
            store.put("a", "2");
            store.put("b", "3");
            for (Entry entry : store.log()) {
                if (entry.position().index() > other.machine().applied().index()) {
                    other.machine().apply(entry);
                }
            }
            try (View mine = store.machine().view();
                    View theirs = other.machine().view()) {
                assertThat(theirs.hash(0)).isEqualTo(mine.hash(0));
            }
        }
    }

    private long size() {
        try (View view = store.machine().view()) {
            return view.size();
        }
    }

    private static Command putCommand(String key, String value) {
        return Command.sessionless(putBody(key, value));
    }

    private static Bytes putBody(String key, String value) {
        return StoreCodec.encode(new StoreCommand.Transact(Transaction.of(Operation.Put.of(bytes(key), bytes(value)))));
    }
}
