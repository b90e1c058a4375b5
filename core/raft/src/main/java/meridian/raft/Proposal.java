package meridian.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.base.Timestamp;
import meridian.raft.Replicator.Applied;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * A batch of commands on its way through this leader's log. It rides along with Ratis' request, so that applying on the
 * leader need not decode what it has and the callers get their results straight from there.
 */
final class Proposal implements Message {
    private final Timestamp timestamp;
    private final List<Waiting> batch;
    private final List<Command> commands;
    private final ByteString content;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private volatile boolean inLog;

    Proposal(Timestamp timestamp, List<Waiting> batch) {
        this.timestamp = timestamp;
        this.batch = batch;
        this.commands = new ArrayList<>(batch.size());
        batch.forEach(waiting -> commands.add(waiting.command()));
        this.content = UnsafeByteOperations.unsafeWrap(Codec.entry(timestamp, commands));
    }

    @Override
    public ByteString getContent() {
        return content;
    }

    Entry entry(Position position) {
        return new Entry(position, timestamp, commands);
    }

    /** From here on nobody can say that the commands will not be applied. */
    void appended() {
        inLog = true;
    }

    void applied(Position position, List<Bytes> results) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).outcome().complete(Outcome.applied(new Applied(position, results.get(i))));
        }
        settled.complete(null);
    }

    /** Ratis gave up on the request; the entry may still be in the log and be committed by the next leader. */
    void failed(String reason) {
        Outcome<Applied> outcome = inLog ? Outcome.unknown(reason) : Outcome.notApplied(Refusal.LEADER_CHANGED, reason);
        batch.forEach(waiting -> waiting.outcome().complete(outcome));
        settled.complete(null);
    }

    /** Completes when every command has its outcome. */
    CompletableFuture<Void> settled() {
        return settled;
    }
}
