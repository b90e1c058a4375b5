package meridian.etcd;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.store.AuditTrail;
import meridian.store.Caller;
import meridian.store.Store;

/**
 * Where every call comes in and goes out: finds out who calls, hands them the store as they may use it, and has taken
 * down what became of it. Whether something is allowed is not decided here but in the store.
 */
final class Reception {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "Bearer ";

    private final Store store;
    private final LeaderWatch leader;
    private final Audit audit;

    Reception(Store store, LeaderWatch leader, AuditTrail trail, boolean auditWrites) {
        this.store = store;
        this.leader = leader;
        this.audit = new Audit(trail, auditWrites);
    }

    LeaderWatch leader() {
        return leader;
    }

    /** Does the client want no service without a leader, and is there none? */
    boolean refuses(Metadata headers) {
        return leader.refuses(headers);
    }

    /** Fails with {@link EtcdException} if the token is none; usually completed at once. */
    CompletableFuture<Visit> admit(ServerCall<?, ?> call, Metadata headers) {
        String from = Peer.address(call.getAttributes());
        Optional<String> token = token(headers);
        if (token.isEmpty()) {
            Caller caller = Peer.name(call.getAttributes())
                    .<Caller>map(Caller.Certified::new)
                    .orElse(Caller.NOBODY);
            return CompletableFuture.completedFuture(visit(caller, from));
        }
        return store.accounts()
                .identify(token.get())
                .thenApply(reply -> visit(EtcdErrors.done(reply).value(), from));
    }

    /**
     * As above, and this node knows all that had been granted by now. For what is checked against the state that the
     * node happens to have.
     */
    CompletableFuture<Visit> admitUpToDate(ServerCall<?, ?> call, Metadata headers) {
        return admit(call, headers)
                .thenCompose(visit -> visit.user().isEmpty()
                        ? CompletableFuture.completedFuture(visit)
                        : visit.store().accounts().rolesOf(visit.user()).handle((_, _) -> visit));
    }

    private Visit visit(Caller caller, String from) {
        return new Visit(caller, store.as(caller), from);
    }

    private static Optional<String> token(Metadata headers) {
        String token = headers.get(TOKEN);
        if (token != null) {
            return Optional.of(token);
        }
        String authorization = headers.get(AUTHORIZATION);
        return authorization == null
                ? Optional.empty()
                : Optional.of(
                        authorization.startsWith(BEARER) ? authorization.substring(BEARER.length()) : authorization);
    }

    /**
     * Ends a call, after that was taken down: whoever has the answer finds it in the audit log.
     *
     * @param visit none if nobody was let in
     */
    void close(ServerCall<?, ?> call, Optional<Visit> visit, Optional<?> request, Ending ending) {
        leave(call, visit, request, ending.status());
        call.close(ending.status(), ending.trailers());
    }

    /** @param visit none if nobody was let in */
    void leave(ServerCall<?, ?> call, Optional<Visit> visit, Optional<?> request, Status status) {
        String method = call.getMethodDescriptor().getFullMethodName();
        Optional<Message> message = request.filter(Message.class::isInstance).map(Message.class::cast);
        if (audit.wants(method, message, status)) {
            String from = visit.map(Visit::from).orElseGet(() -> Peer.address(call.getAttributes()));
            String user = visit.map(Visit::user).orElse("");
            audit.record(user, from, method, message, status);
        }
    }
}
