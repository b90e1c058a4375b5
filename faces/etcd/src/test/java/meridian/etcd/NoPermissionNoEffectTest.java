package meridian.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static meridian.etcd.Messages.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MemberListRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import meridian.base.Bytes;
import meridian.base.Machine;
import meridian.base.Outcome;
import meridian.protocol.AccessGrpc;
import meridian.protocol.CreateTokenRequest;
import meridian.protocol.CreateTokenResponse;
import meridian.protocol.RevokeTokenRequest;
import meridian.store.AccessChange;
import meridian.store.Accounts;
import meridian.store.AuditEntry;
import meridian.store.Operation;
import meridian.store.Permission;
import meridian.store.Reply;
import meridian.store.Store;
import meridian.store.Transaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No permission, no effect: what somebody may not have they do not get, they hear what etcd says, and it is noted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NoPermissionNoEffectTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final String ROOTS_PASSWORD = "the root of all evil";
    private static final String ANNAS_PASSWORD = "annas own";

    private final Queue<AuditEntry> trail = new ConcurrentLinkedQueue<>();
    private final AtomicLong passedMillis = new AtomicLong();
    private FaceFixture fixture;
    private String annasToken = "";
    private String expiredToken = "";

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        fixture = new FaceFixture(
                folder, FaceFixture.CONFIG, () -> Machine.clock().unixMillis() + passedMillis.get(), trail::add);
        Store store = fixture.store();
        get(store.grantLease(AccessContract.LEASE, Duration.ofDays(1)));
        get(store.transact(Transaction.of(new Operation.Put(
                Bytes.utf8(AccessContract.KEY), Bytes.utf8("value"), AccessContract.LEASE, false, false, false))));
        Accounts accounts = store.accounts();
        done(accounts.addUser("root", ROOTS_PASSWORD));
        done(accounts.change(new AccessChange.GrantRole("root", "root")));
        done(accounts.addUser(AccessContract.USER, ANNAS_PASSWORD));
        done(accounts.change(new AccessChange.AddRole("keeper")));
        done(accounts.enable());
        expiredToken = login(AccessContract.USER, ANNAS_PASSWORD);
        passedMillis.addAndGet(Duration.ofMinutes(6).toMillis());
        annasToken = login(AccessContract.USER, ANNAS_PASSWORD);
    }

    @AfterAll
    void stop() {
        fixture.close();
    }

    static List<AccessContract> contracts() {
        return AccessContract.all();
    }

    @Test
    void every_method_is_looked_at() {
        Set<String> known = contracts().stream().map(AccessContract::method).collect(Collectors.toSet());
        assertThat(fixture.face().methods().stream()
                        .filter(method -> !method.startsWith("grpc.health."))
                        .filter(method ->
                                !method.equals(AuthGrpc.getAuthenticateMethod().getFullMethodName())))
                .allSatisfy(method -> assertThat(known).contains(method));
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void nothing_is_done_without_a_login(AccessContract contract) throws Exception {
        requireRefused(contract, fixture.channel(), EtcdErrors.USER_NAME_EMPTY, "");
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void nothing_is_done_with_a_token_that_is_none(AccessContract contract) throws Exception {
        requireRefused(contract, with("forged"), EtcdErrors.INVALID_TOKEN, "");
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void nothing_is_done_with_a_token_that_has_ended(AccessContract contract) throws Exception {
        requireRefused(contract, with(expiredToken), EtcdErrors.INVALID_TOKEN, "");
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void a_user_without_the_permission_gets_no_further(AccessContract contract) throws Exception {
        if (contract.open()) {
            contract.request().send(with(annasToken));
        } else {
            requireRefused(contract, with(annasToken), EtcdErrors.PERMISSION_DENIED, AccessContract.USER);
        }
    }

    private void requireRefused(AccessContract contract, Channel channel, Status expected, String user)
            throws Exception {
        String before = state();
        trail.clear();
        StatusRuntimeException error = catchThrowableOfType(
                StatusRuntimeException.class, () -> contract.request().send(channel));
        assertThat(error).as("what became of it").isNotNull();
        assertThat(error.getStatus().getCode()).isEqualTo(expected.getCode());
        assertThat(error.getStatus().getDescription()).isEqualTo(expected.getDescription());
        if (error.getTrailers() != null) {
            // A watch is refused by an answer, which has none.
            assertThat(Messages.outcome(error)).contains("not-applied");
        }
        assertThat(state()).as("the state").isEqualTo(before);
        String action = contract.method().replace("etcdserverpb.", "");
        assertThat(trail).as("the audit log").anySatisfy(entry -> {
            assertThat(entry.outcome()).isEqualTo(AuditEntry.Outcome.REFUSED);
            assertThat(entry.action()).isEqualTo(action);
            assertThat(entry.user()).isEqualTo(user);
            assertThat(entry.from()).isEqualTo("127.0.0.1");
            assertThat(entry.reason()).isEqualTo(expected.getDescription());
        });
    }

    /** Everything that a request could have changed. */
    private String state() throws Exception {
        Store store = fixture.store();
        Accounts accounts = store.accounts();
        return List.of(
                        value(get(store.hash(0))),
                        value(get(store.leases())),
                        value(get(accounts.status())),
                        store.status().alarms(),
                        store.status().group().members())
                .toString();
    }

    @Test
    void root_is_never_refused(@TempDir Path folder) throws Exception {
        try (FaceFixture other = new FaceFixture(folder)) {
            Accounts accounts = other.store().accounts();
            done(accounts.addUser("root", ROOTS_PASSWORD));
            done(accounts.change(new AccessChange.GrantRole("root", "root")));
            done(accounts.enable());
            Channel root = with(other.channel(), login(other.channel(), "root", ROOTS_PASSWORD));
            // What ends root's token or makes everybody root comes last.
            List<String> last = List.of("etcdserverpb.Auth/UserChangePassword", "etcdserverpb.Auth/AuthDisable");
            for (AccessContract contract : contracts().stream()
                    .filter(contract -> !contract.method().equals(last.getLast()))
                    .sorted(Comparator.comparing(contract -> last.contains(contract.method())))
                    .toList()) {
                try {
                    contract.request().send(root);
                } catch (StatusRuntimeException e) {
                    assertThat(EtcdErrors.isRefusal(e.getStatus()))
                            .as(contract.title() + ": " + e.getStatus())
                            .isFalse();
                }
            }
        }
    }

    @Test
    void a_wrong_password_gives_no_token_and_is_noted_without_it() {
        trail.clear();
        for (String user : List.of("nobody", "")) {
            StatusRuntimeException error =
                    catchThrowableOfType(StatusRuntimeException.class, () -> login(user, "a guess"));
            assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(error.getStatus().getDescription()).isEqualTo(EtcdErrors.LOGIN_FAILED.getDescription());
        }
        assertThat(trail)
                .extracting(AuditEntry::user, AuditEntry::action, AuditEntry::outcome)
                .contains(tuple("nobody", "Auth/Authenticate", AuditEntry.Outcome.REFUSED));
        assertThat(trail.toString()).doesNotContain("a guess");
    }

    @Test
    void whoever_guesses_on_has_to_wait() {
        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> login("guessed", "a guess")))
                    .hasMessageContaining("authentication failed");
        }
        StatusRuntimeException error =
                catchThrowableOfType(StatusRuntimeException.class, () -> login("guessed", "a guess"));
        assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(error.getStatus().getDescription()).contains("too many failed logins");
    }

    @Test
    void logins_and_changes_are_noted_without_their_secrets() {
        trail.clear();
        Channel root = with(login("root", ROOTS_PASSWORD));
        AuthGrpc.newBlockingStub(root)
                .userAdd(AuthUserAddRequest.newBuilder()
                        .setName("bert")
                        .setPassword("berts own")
                        .build());
        assertThat(trail)
                .extracting(AuditEntry::user, AuditEntry::action, AuditEntry::target, AuditEntry::outcome)
                .containsExactly(
                        tuple("root", "Auth/Authenticate", "", AuditEntry.Outcome.ALLOWED),
                        tuple("root", "Auth/UserAdd", "user bert", AuditEntry.Outcome.ALLOWED));
        assertThat(trail.toString()).doesNotContain("berts own").doesNotContain(ROOTS_PASSWORD);
    }

    @Test
    void who_logs_in_again_may_still_carry_the_token_that_has_ended() {
        assertThat(login(with(expiredToken), "root", ROOTS_PASSWORD)).isNotEmpty();
    }

    @Test
    void the_token_may_come_as_an_authorization_too() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + annasToken);
        Channel channel =
                ClientInterceptors.intercept(fixture.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
        StatusRuntimeException error = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> KVGrpc.newBlockingStub(channel).range(Messages.get(AccessContract.KEY)));
        assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void a_token_of_a_program_works_like_one_of_a_login_until_it_is_revoked() throws Exception {
        AccessGrpc.AccessBlockingStub anna = AccessGrpc.newBlockingStub(with(annasToken));
        trail.clear();
        CreateTokenResponse created = anna.createToken(CreateTokenRequest.newBuilder()
                .setUser(AccessContract.USER)
                .setTitle("ci")
                .setTtlSeconds(600)
                .build());
        Channel program = with(created.getSecret());
        ClusterGrpc.newBlockingStub(program).memberList(MemberListRequest.getDefaultInstance());
        HttpClients client = HttpClients.plain(fixture.face().port());
        assertThat(client.post("/v3/lease/leases", "{}", "Authorization", "Bearer " + created.getSecret())
                        .statusCode())
                .isEqualTo(200);
        StatusRuntimeException error = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> KVGrpc.newBlockingStub(program).range(Messages.get(AccessContract.KEY)));
        assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        anna.revokeToken(RevokeTokenRequest.newBuilder()
                .setId(created.getToken().getId())
                .build());
        error = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClusterGrpc.newBlockingStub(program).memberList(MemberListRequest.getDefaultInstance()));
        assertThat(error.getStatus().getDescription()).isEqualTo(EtcdErrors.INVALID_TOKEN.getDescription());
        assertThat(trail)
                .extracting(AuditEntry::user, AuditEntry::action, AuditEntry::target)
                .contains(
                        tuple(AccessContract.USER, "meridian.v1.Access/CreateToken", "token ci of user anna"),
                        tuple(AccessContract.USER, "KV/Range", AccessContract.KEY),
                        tuple(
                                AccessContract.USER,
                                "meridian.v1.Access/RevokeToken",
                                "token " + created.getToken().getId()));
        assertThat(trail.toString()).doesNotContain(created.getSecret());
    }

    @Test
    void json_knows_the_same_logins_and_is_noted_alike() {
        HttpClients client = HttpClients.plain(fixture.face().port());
        String get = "{\"key\":\"" + Base64.getEncoder().encodeToString(AccessContract.KEY.getBytes(UTF_8)) + "\"}";
        trail.clear();
        assertThat(client.post("/v3/kv/range", get).body())
                .isEqualTo("{\"error\":\"etcdserver: user name is empty\","
                        + "\"message\":\"etcdserver: user name is empty\",\"code\":3}");
        assertThat(client.post("/v3/kv/range", get, "Authorization", "forged").statusCode())
                .isEqualTo(401);
        assertThat(client.post("/v3/maintenance/snapshot", "{}").body())
                .startsWith("{\"error\":{\"grpc_code\":3,\"http_code\":400,");
        String login = client.post(
                        "/v3/auth/authenticate", "{\"name\":\"root\",\"password\":\"" + ROOTS_PASSWORD + "\"}")
                .body();
        String token = login.substring(login.indexOf("\"token\":\"") + 9, login.lastIndexOf('"'));
        for (String header : List.of(token, "Bearer " + token)) {
            assertThat(client.post("/v3/kv/range", get, "Authorization", header).statusCode())
                    .isEqualTo(200);
        }
        assertThat(trail)
                .extracting(AuditEntry::user, AuditEntry::action, AuditEntry::from, AuditEntry::outcome)
                .containsExactly(
                        tuple("", "KV/Range", "127.0.0.1", AuditEntry.Outcome.REFUSED),
                        tuple("", "KV/Range", "127.0.0.1", AuditEntry.Outcome.REFUSED),
                        tuple("", "Maintenance/Snapshot", "127.0.0.1", AuditEntry.Outcome.REFUSED),
                        tuple("root", "Auth/Authenticate", "127.0.0.1", AuditEntry.Outcome.ALLOWED));
        assertThat(trail.toString()).doesNotContain(ROOTS_PASSWORD).doesNotContain(token);
    }

    @Test
    void a_watch_ends_when_its_permission_does() throws Exception {
        Accounts accounts = fixture.store().accounts();
        done(accounts.change(new AccessChange.AddRole("watcher")));
        done(accounts.change(new AccessChange.GrantPermission(
                "watcher", new Permission(Permission.Kind.READ, Bytes.utf8("watched"), Bytes.EMPTY))));
        done(accounts.change(new AccessChange.GrantRole(AccessContract.USER, "watcher")));
        try (WatchClient client = WatchClient.of(with(annasToken))) {
            client.send(Messages.begin(Messages.watch("watched")));
            assertThat(client.next().getCreated()).isTrue();
            put("watched", "before");
            assertThat(client.events(1).getFirst().getKv().getValue()).isEqualTo(bytes("before"));
            done(accounts.change(new AccessChange.RevokeRole(AccessContract.USER, "watcher")));
            put("watched", "after");
            var end = client.next();
            assertThat(end.getEventsList()).isEmpty();
            assertThat(end.getCanceled()).isTrue();
            assertThat(end.getCancelReason())
                    .isEqualTo("rpc error: code = PermissionDenied desc = etcdserver: permission denied");
        } finally {
            done(accounts.change(new AccessChange.DeleteRole("watcher")));
        }
    }

    private void put(String key, String value) throws Exception {
        get(fixture.store().transact(Transaction.of(Operation.Put.of(Bytes.utf8(key), Bytes.utf8(value)))));
    }

    private Channel with(String token) {
        return with(fixture.channel(), token);
    }

    private static Channel with(Channel channel, String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private String login(String user, String password) {
        return login(fixture.channel(), user, password);
    }

    private static String login(Channel channel, String user, String password) {
        return AuthGrpc.newBlockingStub(channel)
                .authenticate(AuthenticateRequest.newBuilder()
                        .setName(user)
                        .setPassword(password)
                        .build())
                .getToken();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static <T> T value(Reply<T> reply) {
        return EtcdErrors.done(reply).value();
    }

    private static <T> void done(CompletableFuture<Outcome<Reply<T>>> change) throws Exception {
        EtcdErrors.done(get(change));
    }
}
