package meridian.testkit;

import java.nio.file.Path;
import meridian.base.NodeId;
import meridian.raft.StateMachine;

/** The machines that simulated nodes run on: what a group needs from a test to start and kill its replicas. */
public interface Host {
    /** Opens the node's state machine as the start of its process does. */
    StateMachine open(NodeId node);

    /** The node's process dies. What its state machine has not made durable may be gone. */
    void crash(NodeId node, StateMachine machine);

    /** The node's data is lost. */
    void wipe(NodeId node);

    /** A folder that does not exist yet and whose parent does, for the files of a snapshot on their way to the node. */
    Path incoming(NodeId node);
}
