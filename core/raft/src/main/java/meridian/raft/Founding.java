package meridian.raft;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Disk;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.net.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what a node without data is: a founder of a new cluster, or somebody new to one that runs already.
 *
 * <p>The danger is a node that lost its data and does not know it. If it took its old place again it could vote against
 * what it had acknowledged. So a node without data founds nothing until every other founder has said that it has no data
 * either, and each founder is known by its incarnation, which is made with its data folder. Whoever comes back with
 * another incarnation than the one the others know is a new member and takes the place of the old one by a change of
 * membership.
 */
final class Founding {
    private static final Logger LOG = LoggerFactory.getLogger(Founding.class);
    private static final long ASK_PAUSE_MILLIS = 100;
    private static final String JOINING = "joining";

    /** What a node without data has to do. */
    private sealed interface Verdict {
        /** Start a log with these members, this node among them. */
        record Found(List<Member> members) implements Verdict {}

        /** Start without a log and ask somebody with data for the place of the earlier incarnation. */
        record Return(NodeId host) implements Verdict {}

        /** Start without a log and wait to be added. */
        record Wait() implements Verdict {}
    }

    /** What a node says of itself. {@code members} is empty as long as it has no data. */
    record Introduction(Member self, List<Member> members) {}

    private final Transport transport;
    private final RaftConfig config;
    private final Disk disk;
    /** Is there until this node is a member: coming in may take long, and the node may stop meanwhile. */
    private final Path joining;

    private volatile boolean joins;
    private volatile List<Member> members = List.of();
    private volatile @Nullable NodeId host;

    Founding(Transport transport, RaftConfig config, Disk disk) {
        this.transport = transport;
        this.config = config;
        this.disk = disk;
        this.joining = config.folder().resolve(JOINING);
        this.joins = disk.exists(joining);
    }

    void start() {
        transport.serve(RaftServices.INTRODUCE, (from, request) -> CompletableFuture.completedFuture(introduction()));
        for (Member member : config.initial()) {
            if (!member.node().equals(transport.self())) {
                transport.meet(member.node(), member.peer());
            }
        }
    }

    /** Says from now on that this node has data, and who belongs to the group. */
    void belongsTo(List<Member> newMembers) {
        members = List.copyOf(newMembers);
        if (joins && newMembers.contains(config.self())) {
            joins = false;
            disk.delete(joining);
        }
    }

    /** Is this node on its way into a group that it was never a member of? */
    boolean joins() {
        return joins;
    }

    private void beginToJoin() {
        disk.replace(joining, new byte[0]);
        joins = true;
    }

    private byte[] introduction() {
        ByteWriter out = new ByteWriter(256);
        Codec.member(out, config.self());
        Codec.members(out, members);
        return out.toArray();
    }

    CompletableFuture<Introduction> ask(NodeId node) {
        return transport
                .call(node, RaftServices.INTRODUCE, new byte[0], config.requestTimeout())
                .thenApply(reply -> {
                    ByteReader in = new ByteReader(reply);
                    return new Introduction(Codec.member(in), Codec.members(in));
                });
    }

    /**
     * Asks the others until it is clear what this node is. That may take until they are all started.
     *
     * @return the members of the group to start; none for a node that joins a running one
     */
    List<Member> decide() throws InterruptedException {
        return switch (verdict()) {
            case Verdict.Found(List<Member> founders) -> {
                LOG.info("founding the cluster with {}", founders);
                belongsTo(founders);
                yield founders;
            }
            case Verdict.Return(NodeId knows) -> {
                LOG.warn("{} knows this node with other data: it comes back empty, as a new incarnation", knows);
                host = knows;
                beginToJoin();
                yield List.of();
            }
            case Verdict.Wait() -> {
                beginToJoin();
                LOG.info("the cluster runs without this node: waiting to be added (meridian member add)");
                yield List.of();
            }
        };
    }

    boolean mustReturn() {
        return host != null;
    }

    /** For a node that stopped before it was a member: does it have to ask for the place of an earlier incarnation? */
    void reconsider() {
        for (Introduction introduction : askAll().values()) {
            if (!introduction.members().isEmpty() && judge(introduction) instanceof Verdict.Return(NodeId knows)) {
                host = knows;
                return;
            }
        }
    }

    CompletableFuture<Outcome<List<Member>>> askToReturn() {
        NodeId asked = Objects.requireNonNull(host, "nobody to ask");
        byte[] change = Codec.change(new Replicator.MemberChange.Replace(config.self()));
        return transport
                .call(asked, RaftServices.RETURN, change, config.timeouts().staging())
                .thenApply(Codec::memberOutcome);
    }

    private Verdict verdict() throws InterruptedException {
        boolean founder =
                config.initial().stream().anyMatch(member -> member.node().equals(transport.self()));
        for (long round = 0; ; round++) {
            Map<NodeId, Introduction> heard = askAll();
            Optional<Verdict> verdict = founder ? judge(heard) : judgeNewcomer(heard);
            if (verdict.isPresent()) {
                return verdict.get();
            }
            if (round % 50 == 0) {
                LOG.info("this node has no data yet; heard from {}, waiting for the others", heard.keySet());
            }
            Thread.sleep(ASK_PAUSE_MILLIS);
        }
    }

    private Map<NodeId, Introduction> askAll() {
        Map<NodeId, CompletableFuture<Introduction>> asked = new HashMap<>();
        for (Member member : config.initial()) {
            if (!member.node().equals(transport.self())) {
                asked.put(member.node(), ask(member.node()));
            }
        }
        Map<NodeId, Introduction> heard = new HashMap<>();
        asked.forEach((node, answer) -> {
            try {
                heard.put(node, answer.join());
            } catch (CompletionException e) {
                LOG.debug("{} does not answer yet: {}", node, e.getMessage());
            }
        });
        return heard;
    }

    private Optional<Verdict> judge(Map<NodeId, Introduction> heard) {
        for (Introduction introduction : heard.values()) {
            if (!introduction.members().isEmpty()) {
                return Optional.of(judge(introduction));
            }
        }
        if (heard.size() < config.initial().size() - 1) {
            return Optional.empty();
        }
        List<Member> founders = new ArrayList<>();
        founders.add(config.self());
        heard.values().forEach(introduction -> founders.add(introduction.self()));
        return Optional.of(new Verdict.Found(founders));
    }

    /** Somebody has data. Does it know this incarnation? */
    private Verdict judge(Introduction known) {
        for (Member member : known.members()) {
            if (member.node().equals(config.self().node())) {
                return member.incarnation() == config.self().incarnation()
                        ? new Verdict.Found(known.members())
                        : new Verdict.Return(known.self().node());
            }
        }
        return new Verdict.Wait();
    }

    private Optional<Verdict> judgeNewcomer(Map<NodeId, Introduction> heard) {
        for (Introduction introduction : heard.values()) {
            if (!introduction.members().isEmpty()) {
                Verdict verdict = judge(introduction);
                return Optional.of(verdict instanceof Verdict.Found ? new Verdict.Wait() : verdict);
            }
        }
        return Optional.empty();
    }
}
