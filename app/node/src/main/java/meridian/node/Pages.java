package meridian.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import meridian.base.NodeId;
import meridian.etcd.HealthCheck;
import meridian.net.LinkStatus;
import meridian.raft.Member;
import meridian.raft.Replicator;
import meridian.time.TimePoint;

/** What the metrics port shows, apart from the metrics themselves. */
final class Pages {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double NANOS_PER_MILLI = 1e6;

    private final NodeConfig config;
    private final HealthCheck health;
    private final Supplier<Vitals> vitals;
    private final Supplier<List<TimePoint>> history;

    Pages(NodeConfig config, HealthCheck health, Supplier<Vitals> vitals, Supplier<List<TimePoint>> history) {
        this.config = config;
        this.health = health;
        this.vitals = vitals;
        this.history = history;
    }

    /** Worded as etcd does. */
    CompletableFuture<HttpAnswer> health(byte[] nothing) {
        return health.trouble()
                .thenApply(trouble -> trouble.map(Pages::unhealthy).orElseGet(Pages::healthy));
    }

    private static HttpAnswer healthy() {
        return HttpAnswer.json(HttpAnswer.OK, JSON.createObjectNode().put("health", "true"));
    }

    private static HttpAnswer unhealthy(String reason) {
        return HttpAnswer.json(
                HttpAnswer.UNAVAILABLE,
                JSON.createObjectNode().put("health", "false").put("reason", reason));
    }

    HttpAnswer version() {
        return HttpAnswer.json(
                HttpAnswer.OK,
                JSON.createObjectNode()
                        .put("etcdserver", Version.ETCD)
                        .put("etcdcluster", Version.ETCD)
                        .put("meridian", Version.MERIDIAN));
    }

    /** What {@code meridian status} shows. */
    HttpAnswer status() {
        Vitals now = vitals.get();
        Replicator.Status group = now.store().group();
        ObjectNode page = JSON.createObjectNode();
        page.put("id", config.node().id().name())
                .put("region", config.node().region())
                .put("zone", config.node().zone())
                .put("cluster", config.cluster().name())
                .put("role", group.role().name().toLowerCase(Locale.ROOT))
                .put("leader", group.leader().map(NodeId::name).orElse(""))
                .put("term", group.term())
                .put("applied", group.applied().index())
                .put("committed", group.committed())
                .put("revision", now.store().revision())
                .put("compacted", now.store().compactedRevision())
                .put("databaseBytes", now.store().sizeOnDisk())
                .put("databaseBytesInUse", now.store().sizeInUse())
                .put("quotaBytes", now.store().quota())
                .put("uptimeMillis", now.uptime().toMillis())
                .put("pid", ProcessHandle.current().pid())
                .put("version", Version.MERIDIAN)
                .put("data", config.node().data().toString());
        ArrayNode alarms = page.putArray("alarms");
        now.store().alarms().forEach(alarm -> alarms.add(alarm.kind() + " on " + alarm.node()));
        config.openPorts().forEach(page.putArray("openPorts")::add);
        ArrayNode members = page.putArray("members");
        group.members().forEach(member -> members.add(describe(member)));
        ArrayNode links = page.putArray("links");
        now.links().forEach(link -> links.add(describe(link)));
        page.set("time", TimeJson.of(now.time()));
        return HttpAnswer.json(HttpAnswer.OK, page);
    }

    HttpAnswer timeHistory() {
        return HttpAnswer.json(HttpAnswer.OK, TimeJson.of(history.get()));
    }

    private static ObjectNode describe(Member member) {
        return JSON.createObjectNode()
                .put("id", member.node().name())
                .put("peer", member.peer().toString())
                .put("client", member.client())
                .put("metrics", member.metrics())
                .put("learner", member.learner());
    }

    private static ObjectNode describe(LinkStatus link) {
        ObjectNode json = JSON.createObjectNode()
                .put("peer", link.peer().name())
                .put("connected", link.connected())
                .put("reconnects", link.reconnects());
        link.roundTrip().ifPresent(time -> json.put("roundTripMillis", time.toNanos() / NANOS_PER_MILLI));
        return json;
    }
}
