package meridian.raft;

import java.nio.file.Path;
import java.util.List;
import meridian.base.Bytes;

/**
 * What the log is for. One thread at a time calls {@link #apply}, {@link #skip} and {@link #install}; the others may
 * come from any thread at any time.
 *
 * <p>Applying computes: it asks no clock, random source or thread, and gives the same results and the same state on
 * every replica.
 */
public interface StateMachine {
    /**
     * Applies the commands in order and returns one result each. It must not throw: a command that makes no sense is
     * answered with a result that says so. A throw stops the node.
     */
    List<Bytes> apply(Entry entry);

    /** The log reached this position with an entry that holds no commands. */
    void skip(Position position);

    /** The last position applied; after a restart the log continues behind it. */
    Position applied();

    /** The position up to which the state would survive a crash: the log before it may go. */
    Position durable();

    /** Makes what is applied now durable. Blocks; applying goes on meanwhile. */
    void persist();

    /** Opens a copy of the whole state as files that no longer change. Blocks; applying goes on meanwhile. */
    Snapshot snapshot();

    /** Replaces the whole state by a received copy, whose files the state machine may take over. */
    void install(Path folder);

    /** This node's part in the group changed. Must not block. */
    default void roleChanged(Role role, long term) {}

    /** An immutable copy of the state. Closing it frees the files. */
    interface Snapshot extends AutoCloseable {
        Position position();

        Path folder();

        @Override
        void close();
    }
}
