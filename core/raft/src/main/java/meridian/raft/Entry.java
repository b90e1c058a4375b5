package meridian.raft;

import java.util.List;
import meridian.base.Timestamp;

/**
 * An entry of the log: the commands that waited when the leader built it.
 *
 * @param timestamp the leader's clock for the first command; the others follow by one each
 */
public record Entry(Position position, Timestamp timestamp, List<Command> commands) {}
