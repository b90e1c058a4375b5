package meridian.raft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import meridian.base.Disk;
import meridian.net.Transport;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the Ratis server: from the log that is there, as a founder, or as somebody new. */
final class RaftStart {
    private static final Logger LOG = LoggerFactory.getLogger(RaftStart.class);

    private RaftStart() {}

    static RaftServer server(
            RaftConfig config, Transport transport, MachineAdapter adapter, Founding founding, Disk disk)
            throws IOException, InterruptedException {
        RaftGroupId groupId = Peers.groupId(config.cluster());
        boolean hasLog = disk.exists(config.groupFolder());
        if (hasLog) {
            new LogCheck(disk, config.groupFolder()).beforeStart();
        }
        RaftGroup group = hasLog ? RaftGroup.valueOf(groupId) : newGroup(groupId, founding);
        Parameters parameters = new Parameters();
        parameters.put(NodeRpcType.PARAMETER_TRANSPORT, transport, Transport.class);
        parameters.put(NodeRpcType.PARAMETER_CONFIG, config, RaftConfig.class);
        return RaftServer.newBuilder()
                .setServerId(Peers.peerId(config.self()))
                .setGroup(group)
                .setOption(hasLog ? StartupOption.RECOVER : StartupOption.FORMAT)
                .setStateMachine(adapter)
                .setProperties(RaftSettings.properties(config))
                .setParameters(parameters)
                .build();
    }

    private static RaftGroup newGroup(RaftGroupId groupId, Founding founding) throws InterruptedException {
        List<Member> founders = founding.decide();
        return RaftGroup.valueOf(groupId, founders.stream().map(Peers::peer).toList());
    }

    /** A log that begins behind what the state machine has applied cannot continue it. */
    static void requireGapless(RaftServer.Division division, StateMachine machine) {
        long start = division.getRaftLog().getStartIndex();
        long applied = machine.applied().index();
        if (start > applied + 1) {
            throw new IllegalStateException(
                    "the log begins at index " + start + " but the state machine's state ends at " + applied);
        }
    }

    static DamagedLog explain(RaftConfig config, Exception failure) {
        Path folder = config.logFolder();
        LOG.error("the log in {} cannot be used", folder, failure);
        return new DamagedLog("the log in " + folder + " cannot be used: " + Failures.message(failure), failure);
    }
}
