package meridian.chaos.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import meridian.chaos.base.Await;
import meridian.chaos.base.Folders;
import meridian.testkit.History.Operation;
import meridian.testkit.ListAppend;

/** Clients that append to lists and move money in transactions, on any node. The checks believe no revisions. */
public final class TransactionWorkload implements Workload {
    private static final int CLIENTS = 4;
    /** So many transactions on lists, audits and transfers must be done each, or the round proves nothing. */
    private static final long DONE_MIN = 20;

    private final Stage stage;
    private final TransactionNotes notes;
    private final List<StoreClient> connections;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    public TransactionWorkload(Stage stage) {
        this.stage = stage;
        this.notes = new TransactionNotes(stage.prefix());
        this.connections = stage.connect();
    }

    @Override
    public String name() {
        return stage.name();
    }

    @Override
    public void start() {
        for (int i = 0; i < CLIENTS; i++) {
            TransactionClient client = new TransactionClient(
                    "t" + i,
                    notes,
                    connections,
                    stage.timeline(),
                    stage.randomness().fork(),
                    () -> over);
            threads.add(Thread.ofVirtual().start(client));
        }
    }

    @Override
    public void refresh() {
        notes.renewLists();
    }

    @Override
    public void stop() {
        over = true;
        Await.end(threads);
    }

    @Override
    public Count count() {
        return notes.count();
    }

    @Override
    public List<Finding> judge(Truth truth) {
        return List.of(
                Finding.of("enough transactions", this::requireTraffic),
                Finding.of(
                        "transactions are strictly serializable",
                        () -> ListAppend.require(notes.lists().everything())),
                Finding.of("the bank has all its money", this::requireMoney));
    }

    private void requireTraffic() {
        long lists = notes.lists().operations().stream()
                .filter(Operation::isAnswered)
                .count();
        Finding.require(
                lists >= DONE_MIN && notes.audits() >= DONE_MIN && notes.transfers() >= DONE_MIN,
                "only %d transactions on lists, %d audits and %d transfers were done, not %d each",
                lists,
                notes.audits(),
                notes.transfers(),
                DONE_MIN);
    }

    private void requireMoney() {
        Finding.require(notes.wrongAudits().isEmpty(), "%s", notes.wrongAudits());
    }

    @Override
    public void save(Path folder) {
        Folders.write(
                folder.resolve(name() + ".txt"), Finding.lines(notes.lists().everything()));
        Folders.write(folder.resolve(name() + "-audits.txt"), Finding.lines(notes.wrongAudits()));
    }

    @Override
    public void close() {
        over = true;
        connections.forEach(StoreClient::close);
    }
}
