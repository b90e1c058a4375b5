package meridian.raft;

import java.util.concurrent.CompletableFuture;
import meridian.base.Outcome;

/**
 * A command that waits for its outcome.
 *
 * @param fromHere whether it was submitted at this node; if not, another node sent it here to the leader, and it is not
 *     passed on once more
 */
record Waiting(Command command, boolean fromHere, CompletableFuture<Outcome<Replicator.Applied>> outcome) {
    Waiting(Command command, boolean fromHere) {
        this(command, fromHere, new CompletableFuture<>());
    }

    int bytes() {
        return command.body().length() + Codec.COMMAND_OVERHEAD;
    }
}
