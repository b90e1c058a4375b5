package meridian.store;

import static meridian.store.MachineFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import meridian.base.Bytes;
import meridian.base.Machine;
import meridian.base.Timestamp;
import meridian.raft.Command;
import meridian.raft.Entry;
import meridian.raft.Position;
import meridian.raft.StateMachine;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random commands go to the state machine, to its {@link Twin}, and to a second machine that gets every command in an
 * entry of its own. All must answer the same, through restarts, crashes and installed snapshots.
 */
class TwinTest {
    private static final int ENTRIES = 150;
    private static final int COMMANDS_MAX = 6;

    @TempDir
    Path temporary;

    @Test
    void the_machine_answers_as_its_twin() {
        Seeds.forEach(Seeds.of(2), seed -> {
            try (Run run = new Run(temporary.resolve("seed" + seed), new SeededRandomness(seed))) {
                for (int i = 0; i < ENTRIES; i++) {
                    run.step();
                }
            }
        });
    }

    /** A command as it was sent, so that it can be sent again. */
    private record Sent(Command command, Bytes answer) {}

    private static final class Run implements AutoCloseable {
        private final Path folder;
        private final SeededRandomness randomness;
        private final Twin twin = new Twin();
        private final RandomCommands random;
        private final List<Entry> log = new ArrayList<>();
        private final StoreMachine single;
        private final Map<Long, Long> nextNumbers = new HashMap<>();
        private final Map<Long, Long> settled = new HashMap<>();
        private final List<Sent> sent = new ArrayList<>();
        private StoreMachine machine;
        private int folders;
        private long singleIndex;
        private long term = 1;
        private long clock = 100;

        Run(Path folder, SeededRandomness randomness) {
            this.folder = folder;
            this.randomness = randomness;
            this.random = new RandomCommands(randomness, twin);
            this.machine = open(nextFolder());
            this.single = open(folder.resolve("single"));
        }

        private static StoreMachine open(Path folder) {
            return StoreMachine.open(folder, MachineFixture.SMALL, Machine.disk());
        }

        private Path nextFolder() {
            folders++;
            return folder.resolve("machine" + folders);
        }

        private Path currentFolder() {
            return folder.resolve("machine" + folders);
        }

        void step() {
            applyEntry();
            compareReads();
            disturb();
        }

        private void applyEntry() {
            term += randomness.chance(0.05) ? 1 : 0;
            clock += randomness.between(-20, 50);
            clock = Math.max(1, clock);
            List<Command> commands = new ArrayList<>();
            List<Answer<?>> expected = new ArrayList<>();
            for (int i = 1 + randomness.nextInt(COMMANDS_MAX); i > 0; i--) {
                add(commands, expected);
            }
            Entry entry = new Entry(new Position(term, log.size()), new Timestamp(clock), commands);
            log.add(entry);
            List<Bytes> answers = machine.apply(entry);
            for (int i = 0; i < commands.size(); i++) {
                Command command = commands.get(i);
                assertThat(decode(command, answers.get(i)))
                        .as("the answer to %s", StoreCodec.decode(command.body()))
                        .isEqualTo(expected.get(i));
                assertThat(applySingly(command, clock + i)).isEqualTo(answers.get(i));
                if (command.session() != Command.NO_SESSION) {
                    sent.add(new Sent(command, answers.get(i)));
                }
            }
        }

        private Bytes applySingly(Command command, long timestamp) {
            Entry entry = new Entry(new Position(term, singleIndex++), new Timestamp(timestamp), List.of(command));
            return single.apply(entry).getFirst();
        }

        private void add(List<Command> commands, List<Answer<?>> expected) {
            long timestamp = clock + commands.size();
            if (!sent.isEmpty() && randomness.chance(0.1)) {
                Sent again = randomness.pick(sent);
                commands.add(again.command());
                expected.add(expectedAgain(again));
                return;
            }
            StoreCommand command = random.command(term);
            boolean opensOrCloses =
                    command instanceof StoreCommand.OpenSession || command instanceof StoreCommand.CloseSession;
            if (opensOrCloses || randomness.chance(0.5)) {
                commands.add(Command.sessionless(StoreCodec.encode(command)));
                expected.add(run(command, timestamp));
            } else {
                addInSession(command, timestamp, commands, expected);
            }
        }

        private void addInSession(
                StoreCommand command, long timestamp, List<Command> commands, List<Answer<?>> expected) {
            long session = random.session();
            long number = nextNumbers.merge(session, 1L, Long::sum);
            long settledBelow = Math.max(1, number - randomness.nextInt(20));
            settled.merge(session, settledBelow, Math::max);
            commands.add(new Command(session, number, settledBelow, StoreCodec.encode(command)));
            expected.add(twin.knows(session) ? run(command, timestamp) : new Answer.SessionExpired<>());
        }

        private Answer<?> run(StoreCommand command, long timestamp) {
            Answer<?> answer = twin.run(command, term, timestamp);
            random.noteRevision();
            return answer;
        }

        /** The first answer, unless the session has ended or has settled the number. */
        private Answer<?> expectedAgain(Sent again) {
            long session = again.command().session();
            boolean isSettled = again.command().number() < settled.getOrDefault(session, 1L);
            return !twin.knows(session) || isSettled
                    ? new Answer.SessionExpired<>()
                    : decode(again.command(), again.answer());
        }

        private static Answer<?> decode(Command command, Bytes answer) {
            return decode(StoreCodec.decode(command.body()), answer);
        }

        private static Answer<?> decode(StoreCommand command, Bytes answer) {
            return switch (command) {
                case StoreCommand.OnBehalf(Caller _, StoreCommand inner) -> decode(inner, answer);
                case StoreCommand.Transact _ -> AnswerCodec.TRANSACTION.decode(answer);
                case StoreCommand.GrantLease _ -> AnswerCodec.LEASE.decode(answer);
                case StoreCommand.ChangeAlarm _ -> AnswerCodec.ALARMS.decode(answer);
                case StoreCommand.Compact _,
                        StoreCommand.RevokeLease _,
                        StoreCommand.ExpireLeases _,
                        StoreCommand.OpenSession _,
                        StoreCommand.CloseSession _,
                        StoreCommand.ChangeAccess _,
                        StoreCommand.SetQuota _ -> AnswerCodec.NUMBER.decode(answer);
            };
        }

        private void compareReads() {
            try (View view = machine.view();
                    View other = single.view()) {
                assertThat(view.revision()).isEqualTo(twin.revision());
                assertThat(view.size()).isEqualTo(twin.size());
                assertThat(view.leases()).isEqualTo(twin.leases());
                twin.leases()
                        .forEach(lease -> assertThat(view.leaseKeys(lease.id())).isEqualTo(twin.leaseKeys(lease.id())));
                for (int i = 0; i < 5; i++) {
                    RangeQuery query = random.query();
                    assertThat(withoutHeader(view.read(query)))
                            .as("%s", query)
                            .isEqualTo(withoutHeader(twin.read(query)));
                }
                assertThat(view.hash(0)).isEqualTo(other.hash(0));
                long at = random.revision();
                assertThat(view.hash(at)).isEqualTo(other.hash(at));
                compareChanges(view);
            }
        }

        private static Object withoutHeader(Reply<Result.Read> reply) {
            return switch (reply) {
                case Reply.Done<Result.Read>(Result.Read read, Reply.Header header) -> List.of(read, header.revision());
                case Reply.Refused<Result.Read>(StoreError error) -> error;
            };
        }

        private void compareChanges(View view) {
            long from = Math.max(random.revision(), twin.compacted());
            KeyRange range = random.range();
            List<WatchEvent> told = new ArrayList<>();
            for (long next = from; next <= view.revision(); ) {
                Watcher.Batch batch = value(view.changes(next, range, true, randomness.nextInt(300)));
                told.addAll(batch.events());
                assertThat(batch.revision()).isGreaterThanOrEqualTo(next);
                next = batch.revision() + 1;
            }
            assertThat(told)
                    .isEqualTo(twin.events(from).stream()
                            .filter(event -> range.contains(event.keyValue().key()))
                            .toList());
        }

        private void disturb() {
            switch (randomness.nextInt(40)) {
                case 0 -> restart();
                case 1, 2 -> crash();
                case 3 -> install();
                case 4, 5, 6 -> machine.persist();
                case 7 -> machine.defragment();
                case 8 -> skip();
                default -> {}
            }
        }

        private void skip() {
            Entry nothing = new Entry(new Position(term, log.size()), new Timestamp(0), List.of());
            log.add(nothing);
            machine.skip(nothing.position());
        }

        private void restart() {
            machine.close();
            machine = open(currentFolder());
            replay();
        }

        /** Goes on from the files as they are, which is all that a crash leaves. */
        private void crash() {
            Position durable = machine.durable();
            Path before = currentFolder();
            Path after = nextFolder();
            CrashCopy.take(before, after);
            machine.close();
            machine = open(after);
            assertThat(machine.applied().index()).isGreaterThanOrEqualTo(durable.index());
            replay();
        }

        private void install() {
            try (StateMachine.Snapshot snapshot = machine.snapshot()) {
                StoreMachine other = open(nextFolder());
                other.install(snapshot.folder());
                assertThat(other.applied()).isEqualTo(snapshot.position());
                machine.close();
                machine = other;
            }
            replay();
        }

        private void replay() {
            for (Entry entry : log) {
                if (entry.position().index() <= machine.applied().index()) {
                    continue;
                }
                if (entry.commands().isEmpty()) {
                    machine.skip(entry.position());
                } else {
                    machine.apply(entry);
                }
            }
        }

        @Override
        public void close() {
            machine.close();
            single.close();
        }
    }
}
