package meridian.raft;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.net.Service;
import meridian.net.Transport;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

/** Carries Ratis' own messages over the transport, both ways. */
final class NodeRpc implements RaftServerRpc {
    private static final int CONTROL_THREADS = 2;

    private final RpcType type;
    private final RaftServer server;
    private final Transport transport;
    private final RaftConfig config;
    private final Map<NodeId, PipelinedAppender> appenders = new ConcurrentHashMap<>();
    private final ScheduledExecutorService control = Executors.newScheduledThreadPool(
            CONTROL_THREADS,
            Thread.ofPlatform().daemon().name("raft-control-", 0).factory());

    NodeRpc(RpcType type, RaftServer server, Transport transport, RaftConfig config) {
        this.type = type;
        this.server = server;
        this.transport = transport;
        this.config = config;
    }

    @Override
    public void start() {
        transport.serve(RaftServices.APPEND, (from, request) -> handleAppend(request));
        transport.serve(RaftServices.HEARTBEAT, (from, request) -> handleAppend(request));
        transport.serve(RaftServices.VOTE, (from, request) -> controlled(() -> handleVote(request)));
        transport.serve(RaftServices.NOTIFY_SNAPSHOT, (from, request) -> controlled(() -> handleSnapshot(request)));
        transport.serve(RaftServices.START_ELECTION, (from, request) -> controlled(() -> handleElection(request)));
    }

    /**
     * Appends are handed to Ratis on the event loop itself: they must stay in order, a hand-over would cost a wake-up on
     * the way of every write, and all Ratis does here is to queue them for its log writer. Only the first message of a
     * new term writes to the disk at once (the term, a few bytes).
     */
    private CompletableFuture<byte[]> handleAppend(byte[] bytes) {
        try {
            AppendEntriesRequestProto request = AppendEntriesRequestProto.parseFrom(bytes);
            requireAddressedToUs(request.getServerRequest());
            return server.appendEntriesAsync(request).thenApply(AppendEntriesReplyProto::toByteArray);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private byte[] handleVote(byte[] bytes) throws IOException {
        RequestVoteRequestProto request = RequestVoteRequestProto.parseFrom(bytes);
        requireAddressedToUs(request.getServerRequest());
        return server.requestVote(request).toByteArray();
    }

    private byte[] handleSnapshot(byte[] bytes) throws IOException {
        InstallSnapshotRequestProto request = InstallSnapshotRequestProto.parseFrom(bytes);
        requireAddressedToUs(request.getServerRequest());
        return server.installSnapshot(request).toByteArray();
    }

    private byte[] handleElection(byte[] bytes) throws IOException {
        StartLeaderElectionRequestProto request = StartLeaderElectionRequestProto.parseFrom(bytes);
        requireAddressedToUs(request.getServerRequest());
        return server.startLeaderElection(request).toByteArray();
    }

    /** A message for an earlier incarnation of this node must not reach this one, which knows nothing of its votes. */
    private void requireAddressedToUs(RaftRpcRequestProto request) throws IOException {
        ByteString addressee = request.getReplyId();
        if (!addressee.equals(server.getId().toByteString())) {
            throw new IOException("this is " + server.getId() + ", not " + addressee.toStringUtf8());
        }
    }

    private CompletableFuture<byte[]> controlled(Handling handling) {
        CompletableFuture<byte[]> reply = new CompletableFuture<>();
        control.execute(() -> {
            try {
                reply.complete(handling.handle());
            } catch (IOException | RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        return reply;
    }

    CompletableFuture<AppendEntriesReplyProto> append(AppendEntriesRequestProto request) {
        Service service = request.getEntriesCount() == 0 ? RaftServices.HEARTBEAT : RaftServices.APPEND;
        // Ratis adds how far every member has committed, addresses and all; nothing that we use needs to know.
        byte[] bytes = request.toBuilder().clearCommitInfos().build().toByteArray();
        return call(request.getServerRequest(), service, bytes).thenApply(reply -> {
            try {
                return AppendEntriesReplyProto.parseFrom(reply);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("unreadable append reply", e);
            }
        });
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) throws IOException {
        return await(append(request));
    }

    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
        return RequestVoteReplyProto.parseFrom(
                await(call(request.getServerRequest(), RaftServices.VOTE, request.toByteArray())));
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) throws IOException {
        return InstallSnapshotReplyProto.parseFrom(
                await(call(request.getServerRequest(), RaftServices.NOTIFY_SNAPSHOT, request.toByteArray())));
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
            throws IOException {
        return StartLeaderElectionReplyProto.parseFrom(
                await(call(request.getServerRequest(), RaftServices.START_ELECTION, request.toByteArray())));
    }

    private CompletableFuture<byte[]> call(RaftRpcRequestProto header, Service service, byte[] request) {
        NodeId peer = Peers.node(RaftPeerId.valueOf(header.getReplyId()));
        return transport.call(peer, service, request, config.requestTimeout());
    }

    private <T> T await(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(config.requestTimeout().toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a reply");
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e.getCause() == null ? e : e.getCause());
        }
    }

    /** On the leader: who brings a follower its entries. */
    void register(PipelinedAppender appender) {
        appenders.put(Peers.node(appender.getFollowerId()), appender);
    }

    /** A reader on that node waits for everything committed: it shall hear now how far that is. */
    void tellCommitted(NodeId follower) {
        PipelinedAppender appender = appenders.get(follower);
        if (appender != null) {
            appender.tellCommitted();
        }
    }

    void afterNewsDelay(Runnable work) {
        if (!control.isShutdown()) {
            control.schedule(work, config.timeouts().newsDelay().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void addRaftPeers(Collection<RaftPeer> peers) {
        for (RaftPeer peer : peers) {
            NodeId node = Peers.node(peer.getId());
            if (!node.equals(transport.self())) {
                transport.meet(node, Address.parse(peer.getAddress()));
            }
        }
    }

    @Override
    public InetSocketAddress getInetSocketAddress() {
        Address address = transport.address();
        return InetSocketAddress.createUnresolved(address.host(), address.port());
    }

    @Override
    public void handleException(RaftPeerId peer, Exception e, boolean reconnect) {
        // The transport reconnects by itself and logs why a connection broke.
    }

    @Override
    public RpcType getRpcType() {
        return type;
    }

    @Override
    public void close() {
        control.shutdownNow();
    }

    private interface Handling {
        byte[] handle() throws IOException;
    }
}
