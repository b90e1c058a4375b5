package meridian.raft;

import meridian.net.Transport;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/**
 * Makes Ratis talk through our own transport. Ratis finds this class by its name in the properties, hence public with a
 * constructor without parameters; the objects it needs arrive in Ratis' {@link Parameters}.
 */
public final class NodeRpcType implements RpcType {
    static final String PARAMETER_TRANSPORT = "meridian.transport";
    static final String PARAMETER_CONFIG = "meridian.config";

    /** What Ratis writes into its properties and looks up again. */
    @Override
    public String name() {
        return NodeRpcType.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
        return new Factory(
                this,
                parameters.get(PARAMETER_TRANSPORT, Transport.class),
                parameters.get(PARAMETER_CONFIG, RaftConfig.class));
    }

    private record Factory(RpcType type, Transport transport, RaftConfig config) implements ServerFactory {
        @Override
        public RpcType getRpcType() {
            return type;
        }

        @Override
        public RaftServerRpc newRaftServerRpc(RaftServer server) {
            return new NodeRpc(type, server, transport, config);
        }

        @Override
        public LogAppender newLogAppender(RaftServer.Division server, LeaderState leader, FollowerInfo follower) {
            return new PipelinedAppender(server, leader, follower, config.appendsInFlight());
        }
    }
}
