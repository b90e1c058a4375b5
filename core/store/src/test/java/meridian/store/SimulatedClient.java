package meridian.store;

import java.time.Duration;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.store.ClientRecords.Ask;
import meridian.store.ClientRecords.Given;
import meridian.testkit.History;
import meridian.testkit.KeyValueModel;
import org.jspecify.annotations.Nullable;

/** Writes, reads and keeps leases, of every kind that the checks understand. */
final class SimulatedClient extends SimulatedCaller {
    /** Makes a result that is too large to be kept for a repeated request. */
    private static final String LONG = "-".repeat(SessionDraft.RESULT_BYTES_MAX);

    private final ClientRecords records;
    private final Workload workload;
    private int calls;

    SimulatedClient(StoreWorld world, ClientRecords records, String name, Duration thinkMax) {
        super(world, name, thinkMax);
        this.records = records;
        this.workload = new Workload(randomness());
    }

    @Override
    void act(NodeId node, Store store) {
        Bytes value = Bytes.utf8(baseName() + "#" + ++calls + (randomness().chance(0.05) ? LONG : ""));
        switch (randomness().nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> single(node, store, workload.single(value));
            case 6, 7, 8 -> write(node, store, workload.transaction(value), (_, _) -> {});
            case 9, 10, 11 -> read(node, store, workload.range());
            case 12 -> read(node, store, workload.range().asSerializable());
            case 13 -> read(node, store, workload.past());
            case 14 -> grant(node, store);
            case 15, 16 -> keepAlive(node, store);
            case 17 -> write(node, store, workload.leasedPut(value), (_, _) -> {});
            case 18 -> revokeOrCompact(node, store);
            default -> write(node, store, workload.plainDelete(), (_, _) -> {});
        }
    }

    // Calls.

    private void single(NodeId node, Store store, Workload.Single single) {
        History.Call<KeyValueModel.Ask, KeyValueModel.Answer> call =
                records.singleKeys().invoke(name(), single.ask());
        write(node, store, single.transaction(), (given, happened) -> {
            if (given != null) {
                call.answered(single.answer((Store.TransactionResult) given.result()));
            } else if (!happened) {
                call.neverHappened();
            }
        });
    }

    /** @param then takes what was given, or null and whether the write may have happened */
    private void write(NodeId node, Store store, Transaction transaction, Ending then) {
        History.Call<Ask, Given> call = records.all().invoke(name(), new Ask.Write(transaction));
        call(node, transaction.toString(), () -> store.transact(transaction), (outcome, problem) -> {
            switch (outcome) {
                case Outcome.Applied<Reply<Store.TransactionResult>>(
                        Reply.Done<Store.TransactionResult>(var result, Reply.Header header)) -> {
                    Given given = new Given(result, header.revision());
                    workload.seen(header.revision());
                    call.answered(given);
                    then.ended(given, true);
                }
                case Outcome.Unknown<Reply<Store.TransactionResult>> _ -> {
                    rename();
                    then.ended(null, true);
                }
                case Outcome.Applied<Reply<Store.TransactionResult>> _,
                        Outcome.NotApplied<Reply<Store.TransactionResult>> _ -> {
                    call.neverHappened();
                    then.ended(null, false);
                }
                case null -> throw new AssertionError("a write must end with an outcome", problem);
            }
        });
    }

    private interface Ending {
        void ended(@Nullable Given given, boolean happened);
    }

    private void read(NodeId node, Store store, RangeQuery query) {
        History.Call<Ask, Given> call = records.all().invoke(name(), new Ask.Read(query));
        call(node, query.toString(), () -> store.read(query), (reply, _) -> {
            if (reply instanceof Reply.Done<Result.Read>(Result.Read result, Reply.Header header)) {
                workload.seen(header.revision());
                call.answered(new Given(result, query.revision() == 0 ? header.revision() : query.revision()));
            } else {
                call.neverHappened();
            }
        });
    }

    private void grant(NodeId node, Store store) {
        Duration timeToLive = Duration.ofSeconds(randomness().between(1, 4));
        call(node, "grant", () -> store.grantLease(0, timeToLive), (outcome, _) -> {
            if (outcome
                    instanceof
                    Outcome.Applied<Reply<Store.Lease>>(Reply.Done<Store.Lease>(Store.Lease lease, Reply.Header _))) {
                workload.granted(lease.id());
            }
        });
    }

    private void keepAlive(NodeId node, Store store) {
        Optional<Long> lease = workload.lease();
        if (lease.isEmpty()) {
            grant(node, store);
            return;
        }
        Duration asked = world().simulation().now();
        call(node, "keep alive " + lease.get(), () -> store.keepAlive(lease.get()), (reply, _) -> {
            if (reply != null) {
                boolean alive = reply instanceof Reply.Done<Store.Lease>;
                Duration answered = world().simulation().now();
                records.renewals().add(new ClientRecords.Renewal(lease.get(), asked, answered, alive));
                workload.renewed(lease.get(), alive);
            }
        });
    }

    private void revokeOrCompact(NodeId node, Store store) {
        Optional<Long> lease = workload.lease();
        if (lease.isPresent() && randomness().chance(0.7)) {
            records.revoked().add(lease.get());
            call(node, "revoke " + lease.get(), () -> store.revokeLease(lease.get()), (_, _) -> {});
        } else {
            long revision = workload.oldRevision();
            call(node, "compact " + revision, () -> store.compact(revision), (_, _) -> {});
        }
    }
}
