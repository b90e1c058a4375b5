package meridian.etcd;

import static meridian.etcd.Messages.bytes;
import static meridian.etcd.Messages.delete;
import static meridian.etcd.Messages.get;
import static meridian.etcd.Messages.getAt;
import static meridian.etcd.Messages.getPrefix;
import static meridian.etcd.Messages.put;
import static meridian.etcd.Messages.step;
import static meridian.etcd.Messages.then;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.CampaignRequest;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.ElectionGrpc;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaderKey;
import io.etcd.jetcd.api.LeaderRequest;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberPromoteRequest;
import io.etcd.jetcd.api.MemberRemoveRequest;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcd.jetcd.api.ProclaimRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResignRequest;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.lock.LockGrpc;
import io.etcd.jetcd.api.lock.LockRequest;
import io.etcd.jetcd.api.lock.UnlockRequest;
import io.grpc.Channel;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;

/**
 * Mistakes that clients make, and etcd's answer to each. What is listed here was compared with etcd 3.4.23 on the same
 * requests, except for the lines that say otherwise.
 */
record ErrorContract(String mistake, Request request, Code code, String text) {
    private static final int REQUEST_BYTES_MAX = 1_536 << 10;
    private static final int OPERATIONS_MAX = 128;
    private static final long LEASE = 4711;
    private static final long SECONDS_TOO_MANY = 9_000_000_001L;

    /** Makes the mistake. */
    interface Request {
        void send(Client client);
    }

    @Override
    public String toString() {
        return mistake;
    }

    /** The services, as a client that waits for each answer. */
    record Client(
            KVGrpc.KVBlockingStub kv,
            LeaseGrpc.LeaseBlockingStub lease,
            ClusterGrpc.ClusterBlockingStub cluster,
            MaintenanceGrpc.MaintenanceBlockingStub maintenance,
            LockGrpc.LockBlockingStub lock,
            ElectionGrpc.ElectionBlockingStub election) {
        static Client of(Channel channel) {
            return new Client(
                    KVGrpc.newBlockingStub(channel),
                    LeaseGrpc.newBlockingStub(channel),
                    ClusterGrpc.newBlockingStub(channel),
                    MaintenanceGrpc.newBlockingStub(channel),
                    LockGrpc.newBlockingStub(channel),
                    ElectionGrpc.newBlockingStub(channel));
        }
    }

    static List<ErrorContract> all() {
        List<ErrorContract> all = new ArrayList<>();
        all.addAll(ofSingleRequests());
        all.addAll(ofTransactions());
        all.addAll(ofRevisions());
        all.addAll(ofLeases());
        all.addAll(ofMembers());
        all.addAll(ofLocks());
        all.addAll(ofElections());
        return all;
    }

    private static ErrorContract on(String mistake, Code code, String text, Request request) {
        return new ErrorContract(mistake, request, code, text);
    }

    private static ErrorContract invalid(String mistake, String text, Request request) {
        return on(mistake, Code.INVALID_ARGUMENT, text, request);
    }

    private static List<ErrorContract> ofSingleRequests() {
        String noKey = "etcdserver: key is not provided";
        return List.of(
                invalid("a get without a key", noKey, client -> client.kv().range(get(""))),
                invalid("a put without a key", noKey, client -> client.kv().put(put("", "v"))),
                invalid("a delete without a key", noKey, client -> client.kv().deleteRange(delete(""))),
                invalid(
                        "a range without a start",
                        noKey,
                        client -> client.kv()
                                .range(RangeRequest.newBuilder()
                                        .setRangeEnd(bytes("z"))
                                        .build())),
                invalid(
                        "a value where the old one is kept",
                        "etcdserver: value is provided",
                        client -> client.kv()
                                .put(put("k", "v").toBuilder()
                                        .setIgnoreValue(true)
                                        .build())),
                invalid(
                        "a lease where the old one is kept",
                        "etcdserver: lease is provided",
                        client -> client.kv()
                                .put(put("k", "v").toBuilder()
                                        .setIgnoreLease(true)
                                        .setLease(LEASE)
                                        .build())),
                invalid(
                        "a kept value of no key",
                        "etcdserver: key not found",
                        client -> client.kv()
                                .put(put("absent", "").toBuilder()
                                        .setIgnoreValue(true)
                                        .build())),
                invalid(
                        "a kept lease of no key",
                        "etcdserver: key not found",
                        client -> client.kv()
                                .put(put("absent", "v").toBuilder()
                                        .setIgnoreLease(true)
                                        .build())),
                invalid(
                        "a put of more than 1.5 MiB",
                        "etcdserver: request is too large",
                        client -> client.kv().put(large("k", REQUEST_BYTES_MAX))),
                on(
                        "a put under a lease that does not exist",
                        Code.NOT_FOUND,
                        "etcdserver: requested lease not found",
                        client -> client.kv()
                                .put(put("k", "v").toBuilder().setLease(LEASE).build())));
    }

    private static PutRequest large(String key, int bytes) {
        return PutRequest.newBuilder()
                .setKey(bytes(key))
                .setValue(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    private static List<ErrorContract> ofTransactions() {
        String noKey = "etcdserver: key is not provided";
        String duplicate = "etcdserver: duplicate key given in txn request";
        String tooMany = "etcdserver: too many operations in txn request";
        return List.of(
                invalid("a step without a key", noKey, client -> client.kv().txn(then(step(put("", "v"))))),
                invalid(
                        "a comparison without a key",
                        noKey,
                        client -> client.kv()
                                .txn(TxnRequest.newBuilder()
                                        .addCompare(Compare.getDefaultInstance())
                                        .build())),
                invalid(
                        "a nested step without a key",
                        noKey,
                        client -> client.kv().txn(then(step(then(step(get(""))))))),
                invalid(
                        "a step of no kind",
                        "etcdserver: key not found",
                        client -> client.kv().txn(then(RequestOp.getDefaultInstance()))),
                invalid(
                        "a key put twice",
                        duplicate,
                        client -> client.kv()
                                .txn(then(step(put("k", "1")), step(put("other", "1")), step(put("k", "2"))))),
                invalid(
                        "a key put and deleted",
                        duplicate,
                        client -> client.kv().txn(then(step(put("k", "1")), step(delete("k"))))),
                invalid(
                        "a key put and deleted in a range",
                        duplicate,
                        client -> client.kv().txn(then(step(range("a", "z")), step(put("k", "1"))))),
                invalid(
                        "a key put twice, once nested",
                        duplicate,
                        client -> client.kv().txn(then(step(put("k", "1")), step(then(step(put("k", "2"))))))),
                invalid("129 steps", tooMany, client -> client.kv().txn(steps(OPERATIONS_MAX + 1))),
                invalid(
                        "129 steps, one of them nested",
                        tooMany,
                        client -> client.kv()
                                .txn(steps(OPERATIONS_MAX).toBuilder()
                                        .setSuccess(0, step(then(step(get("k")))))
                                        .build())),
                invalid("129 comparisons", tooMany, client -> client.kv().txn(comparisons(OPERATIONS_MAX + 1))),
                invalid(
                        "a transaction of more than 1.5 MiB",
                        "etcdserver: request is too large",
                        client -> client.kv().txn(then(step(large("k", REQUEST_BYTES_MAX))))),
                invalid(
                        "a kept value of no key in a step",
                        "etcdserver: key not found",
                        client -> client.kv()
                                .txn(then(step(put("absent", "").toBuilder()
                                        .setIgnoreValue(true)
                                        .build())))),
                on(
                        "a step under a lease that does not exist",
                        Code.NOT_FOUND,
                        "etcdserver: requested lease not found",
                        client -> client.kv()
                                .txn(then(step(put("k", "v").toBuilder()
                                        .setLease(LEASE)
                                        .build())))));
    }

    private static DeleteRangeRequest range(String from, String to) {
        return delete(from).toBuilder().setRangeEnd(bytes(to)).build();
    }

    private static TxnRequest steps(int count) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        for (int i = 0; i < count; i++) {
            request.addSuccess(step(put("k" + i, "v")));
        }
        return request.build();
    }

    private static TxnRequest comparisons(int count) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        for (int i = 0; i < count; i++) {
            request.addCompare(Messages.exists("k"));
        }
        return request.build();
    }

    private static List<ErrorContract> ofRevisions() {
        String compacted = "etcdserver: mvcc: required revision has been compacted";
        String future = "etcdserver: mvcc: required revision is a future revision";
        return List.of(
                on(
                        "a get before the compaction",
                        Code.OUT_OF_RANGE,
                        compacted,
                        client -> client.kv().range(getAt("k", compactedPast(client)))),
                on(
                        "a get in the future",
                        Code.OUT_OF_RANGE,
                        future,
                        client -> client.kv().range(getAt("k", now(client) + 1_000))),
                on(
                        "a range in the future",
                        Code.OUT_OF_RANGE,
                        future,
                        client -> client.kv()
                                .range(getPrefix("k").toBuilder()
                                        .setRevision(now(client) + 1_000)
                                        .build())),
                on(
                        "a step before the compaction",
                        Code.OUT_OF_RANGE,
                        compacted,
                        client -> client.kv().txn(then(step(getAt("k", compactedPast(client)))))),
                on(
                        "a step in the future",
                        Code.OUT_OF_RANGE,
                        future,
                        client -> client.kv().txn(then(step(getAt("k", now(client) + 1_000))))),
                on(
                        "a compaction twice",
                        Code.OUT_OF_RANGE,
                        compacted,
                        client -> compact(client, compactedPast(client))),
                on(
                        "a compaction of the future",
                        Code.OUT_OF_RANGE,
                        future,
                        client -> compact(client, now(client) + 1_000)),
                on(
                        "a hash before the compaction",
                        Code.OUT_OF_RANGE,
                        compacted,
                        client -> client.maintenance()
                                .hashKV(HashKVRequest.newBuilder()
                                        .setRevision(compactedPast(client))
                                        .build())),
                on(
                        "a hash of the future",
                        Code.OUT_OF_RANGE,
                        future,
                        client -> client.maintenance()
                                .hashKV(HashKVRequest.newBuilder()
                                        .setRevision(now(client) + 1_000)
                                        .build())));
    }

    /** A revision of {@code k} that is no longer there. */
    private static long compactedPast(Client client) {
        long past = client.kv().put(put("k", "old")).getHeader().getRevision();
        long newer = client.kv().put(put("k", "new")).getHeader().getRevision();
        compact(client, newer);
        return past;
    }

    private static void compact(Client client, long revision) {
        client.kv().compact(CompactionRequest.newBuilder().setRevision(revision).build());
    }

    private static long now(Client client) {
        return client.kv().range(get("k")).getHeader().getRevision();
    }

    private static List<ErrorContract> ofLeases() {
        return List.of(
                on(
                        "a revocation of no lease",
                        Code.NOT_FOUND,
                        "etcdserver: requested lease not found",
                        client -> client.lease()
                                .leaseRevoke(LeaseRevokeRequest.newBuilder()
                                        .setID(LEASE)
                                        .build())),
                on("a lease granted twice", Code.FAILED_PRECONDITION, "etcdserver: lease already exists", client -> {
                    grant(client, 815, 100);
                    grant(client, 815, 100);
                }),
                on(
                        "a lease of more than 9,000,000,000 seconds",
                        Code.OUT_OF_RANGE,
                        "etcdserver: too large lease TTL",
                        client -> grant(client, 0, SECONDS_TOO_MANY)));
    }

    private static void grant(Client client, long id, long seconds) {
        client.lease()
                .leaseGrant(
                        LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build());
    }

    private static List<ErrorContract> ofMembers() {
        return List.of(
                on(
                        "a removal of no member",
                        Code.NOT_FOUND,
                        "etcdserver: member not found",
                        client -> client.cluster()
                                .memberRemove(MemberRemoveRequest.newBuilder()
                                        .setID(1)
                                        .build())),
                on(
                        "a promotion of no member",
                        Code.NOT_FOUND,
                        "etcdserver: member not found",
                        client -> client.cluster()
                                .memberPromote(MemberPromoteRequest.newBuilder()
                                        .setID(1)
                                        .build())),
                on(
                        "a promotion of a voter",
                        Code.FAILED_PRECONDITION,
                        "etcdserver: can only promote a learner member",
                        client -> client.cluster()
                                .memberPromote(MemberPromoteRequest.newBuilder()
                                        .setID(self(client))
                                        .build())),
                on(
                        "a member whose address is taken",
                        Code.FAILED_PRECONDITION,
                        "etcdserver: Peer URLs already exists",
                        client -> client.cluster()
                                .memberAdd(MemberAddRequest.newBuilder()
                                        .addPeerURLs(peer(client))
                                        .build())),
                invalid(
                        "a member at no address",
                        "etcdserver: given member URLs are invalid",
                        client -> client.cluster()
                                .memberAdd(MemberAddRequest.newBuilder()
                                        .addPeerURLs("nowhere")
                                        .build())),
                on(
                        "leadership for no member",
                        Code.FAILED_PRECONDITION,
                        "etcdserver: bad leader transferee",
                        client -> client.maintenance()
                                .moveLeader(MoveLeaderRequest.newBuilder()
                                        .setTargetID(1)
                                        .build())));
    }

    /** In these services etcd gives its errors no code. */
    private static List<ErrorContract> ofLocks() {
        return List.of(
                on(
                        "a lock with a lease that is not there",
                        Code.UNKNOWN,
                        "etcdserver: requested lease not found",
                        client -> client.lock()
                                .lock(LockRequest.newBuilder()
                                        .setName(bytes("job"))
                                        .setLease(LEASE)
                                        .build())),
                on(
                        "an unlock without a key",
                        Code.UNKNOWN,
                        "etcdserver: key is not provided",
                        client -> client.lock().unlock(UnlockRequest.getDefaultInstance())));
    }

    private static List<ErrorContract> ofElections() {
        String noLeaderNamed = "\"leader\" field must be provided";
        LeaderKey stranger = LeaderKey.newBuilder()
                .setName(bytes("chair"))
                .setKey(bytes("chair/1"))
                .setRev(7)
                .setLease(LEASE)
                .build();
        return List.of(
                on(
                        "a campaign with a lease that is not there",
                        Code.UNKNOWN,
                        "etcdserver: requested lease not found",
                        client -> client.election()
                                .campaign(CampaignRequest.newBuilder()
                                        .setName(bytes("chair"))
                                        .setLease(LEASE)
                                        .build())),
                on(
                        "a question for a leader where none is",
                        Code.UNKNOWN,
                        "election: no leader",
                        client -> client.election()
                                .leader(LeaderRequest.newBuilder()
                                        .setName(bytes("empty chair"))
                                        .build())),
                on(
                        "a proclamation by nobody",
                        Code.UNKNOWN,
                        noLeaderNamed,
                        client -> client.election().proclaim(ProclaimRequest.getDefaultInstance())),
                on(
                        "a proclamation without a key",
                        Code.UNKNOWN,
                        "etcdserver: key is not provided",
                        client -> client.election()
                                .proclaim(ProclaimRequest.newBuilder()
                                        .setLeader(LeaderKey.getDefaultInstance())
                                        .build())),
                on(
                        "a proclamation by who does not lead",
                        Code.UNKNOWN,
                        "election: not leader",
                        client -> client.election()
                                .proclaim(ProclaimRequest.newBuilder()
                                        .setLeader(stranger)
                                        .build())),
                on(
                        "a resignation by nobody",
                        Code.UNKNOWN,
                        noLeaderNamed,
                        client -> client.election().resign(ResignRequest.getDefaultInstance())));
    }

    private static long self(Client client) {
        return members(client).getHeader().getMemberId();
    }

    private static String peer(Client client) {
        return members(client).getMembers(0).getPeerURLs(0);
    }

    private static io.etcd.jetcd.api.MemberListResponse members(Client client) {
        return client.cluster().memberList(MemberListRequest.getDefaultInstance());
    }
}
