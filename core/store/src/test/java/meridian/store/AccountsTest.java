package meridian.store;

import static meridian.store.MachineFixture.bytes;
import static meridian.store.MachineFixture.error;
import static meridian.store.MachineFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Clock;
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.base.Ticker;
import meridian.raft.Replicator;
import meridian.testkit.SimulatedGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users from their password to what they may do, on one node. */
class AccountsTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final String HERE = "127.0.0.1";
    private static final RangeQuery ALL = RangeQuery.of(KeyRange.ALL);

    @TempDir
    Path folder;

    private final AtomicLong passedMillis = new AtomicLong();
    private final Clock clock = () -> Machine.clock().unixMillis() + passedMillis.get();
    private final Ticker ticker = () ->
            Machine.ticker().nanos() + Duration.ofMillis(passedMillis.get()).toNanos();

    private StoreMachine machine;
    private Replicator replicator;
    private ReplicatedStore store;

    @BeforeEach
    void open() throws Exception {
        machine = StoreMachine.open(folder.resolve("store"), MachineFixture.SMALL, Machine.disk());
        replicator = SimulatedGroup.immediate(machine, Machine.clock());
        store = ReplicatedStore.open(
                machine, replicator, StoreConfig.DEFAULT, AccessConfig.DEFAULT, clock, ticker, Machine.randomness());
        Accounts nobody = store.as(Caller.NOBODY).accounts();
        done(nobody.addUser("root", "secret"));
        done(nobody.change(new AccessChange.GrantRole("root", "root")));
        done(nobody.addUser("anna", "annas"));
    }

    @AfterEach
    void close() {
        store.close();
        replicator.close();
        machine.close();
    }

    @Test
    void there_is_no_login_while_access_control_is_off() throws Exception {
        assertThat(problem(store.accounts().login("root", "secret", HERE))).isEqualTo(AccessProblem.NOT_ENABLED);
        assertThat(value(get(store.accounts().identify("any token")))).isEqualTo(Caller.NOBODY);
    }

    @Test
    void a_user_logs_in_and_is_known_by_the_token() throws Exception {
        done(store.accounts().enable());
        Caller root = login("root", "secret");
        assertThat(root)
                .isInstanceOfSatisfying(
                        Caller.User.class, user -> assertThat(user.name()).isEqualTo("root"));
        assertThat(value(get(store.as(root).accounts().users()))).containsExactly("anna", "root");
        assertThat(value(get(store.as(root).read(ALL))).count()).isZero();
    }

    @Test
    void a_wrong_password_and_an_unknown_user_get_the_same_answer() throws Exception {
        done(store.accounts().enable());
        assertThat(problem(store.accounts().login("root", "annas", HERE))).isEqualTo(AccessProblem.LOGIN_FAILED);
        assertThat(problem(store.accounts().login("bert", "annas", HERE))).isEqualTo(AccessProblem.LOGIN_FAILED);
        assertThat(problem(store.accounts().identify("bm9uc2Vuc2U"))).isEqualTo(AccessProblem.INVALID_TOKEN);
    }

    @Test
    void who_guesses_has_to_wait_and_then_the_right_password_helps() throws Exception {
        done(store.accounts().enable());
        for (int i = 0; i < 3; i++) {
            assertThat(problem(store.accounts().login("root", "guess " + i, HERE)))
                    .isEqualTo(AccessProblem.LOGIN_FAILED);
        }
        assertThat(problem(store.accounts().login("root", "secret", HERE))).isEqualTo(AccessProblem.LOCKED_OUT);
        assertThat(value(get(store.accounts().login("root", "secret", "10.0.0.2"))))
                .isNotEmpty();
        passedMillis.addAndGet(Duration.ofMinutes(1).toMillis());
        assertThat(value(get(store.accounts().login("root", "secret", HERE)))).isNotEmpty();
    }

    @Test
    void a_new_password_ends_the_tokens_of_the_old_one() throws Exception {
        done(store.accounts().enable());
        Caller anna = login("anna", "annas");
        assertThat(value(get(store.as(anna).leases()))).isEmpty();
        done(store.accounts().changePassword("anna", "new"));
        assertThat(problem(store.as(anna).leases())).isEqualTo(AccessProblem.INVALID_TOKEN);
        assertThat(problem(store.accounts().login("anna", "annas", HERE))).isEqualTo(AccessProblem.LOGIN_FAILED);
        assertThat(value(get(store.as(login("anna", "new")).leases()))).isEmpty();
    }

    @Test
    void a_token_ends_when_it_is_not_used_and_when_access_control_was_off_meanwhile() throws Exception {
        done(store.accounts().enable());
        String token = value(get(store.accounts().login("anna", "annas", HERE)));
        passedMillis.addAndGet(Duration.ofMinutes(6).toMillis());
        assertThat(problem(store.accounts().identify(token))).isEqualTo(AccessProblem.INVALID_TOKEN);
        String another = value(get(store.accounts().login("anna", "annas", HERE)));
        done(store.accounts().change(new AccessChange.Disable()));
        assertThat(value(get(store.accounts().identify(another)))).isEqualTo(Caller.NOBODY);
        done(store.accounts().enable());
        assertThat(problem(store.accounts().identify(another))).isEqualTo(AccessProblem.INVALID_TOKEN);
    }

    @Test
    void a_program_is_known_by_its_token_for_its_time_and_through_a_new_password() throws Exception {
        done(store.accounts().enable());
        Caller anna = login("anna", "annas");
        ApiToken.Issued issued =
                value(reply(get(store.as(anna).accounts().createToken("anna", "ci", Duration.ofDays(90)))));
        assertThat(issued.toString()).doesNotContain(issued.secret());
        Caller program = value(get(store.accounts().identify(issued.secret())));
        assertThat(program).isEqualTo(new Caller.Token("anna", issued.token().id()));
        done(store.accounts().changePassword("anna", "new"));
        assertThat(value(get(store.as(program).accounts().tokens("anna")))).containsExactly(issued.token());
        passedMillis.addAndGet(Duration.ofDays(89).toMillis());
        assertThat(value(get(store.accounts().identify(issued.secret())))).isEqualTo(program);
        passedMillis.addAndGet(Duration.ofDays(2).toMillis());
        assertThat(problem(store.accounts().identify(issued.secret()))).isEqualTo(AccessProblem.INVALID_TOKEN);
    }

    @Test
    void a_token_that_is_revoked_or_whose_user_is_gone_is_worth_nothing_also_to_who_was_let_in() throws Exception {
        done(store.accounts().enable());
        ApiToken.Issued first = value(reply(get(store.accounts().createToken("anna", "1", Duration.ZERO))));
        ApiToken.Issued second = value(reply(get(store.accounts().createToken("anna", "2", Duration.ZERO))));
        Caller program = value(get(store.accounts().identify(first.secret())));
        done(store.as(program)
                .accounts()
                .change(new AccessChange.RevokeToken(first.token().id())));
        assertThat(problem(store.as(program).leases())).isEqualTo(AccessProblem.INVALID_TOKEN);
        assertThat(problem(store.accounts().identify(first.secret()))).isEqualTo(AccessProblem.INVALID_TOKEN);
        assertThat(value(get(store.accounts().identify(second.secret())))).isInstanceOf(Caller.Token.class);
        done(store.accounts().change(new AccessChange.DeleteUser("anna")));
        done(store.accounts().addUser("anna", "annas"));
        assertThat(problem(store.accounts().identify(second.secret()))).isEqualTo(AccessProblem.INVALID_TOKEN);
        assertThat(value(get(store.accounts().tokens("")))).isEmpty();
    }

    @Test
    void tokens_are_made_by_root_and_by_their_users_but_by_no_token() throws Exception {
        done(store.accounts().enable());
        Accounts anna = store.as(login("anna", "annas")).accounts();
        assertThat(problemOf(anna.createToken("root", "", Duration.ZERO))).isEqualTo(AccessProblem.PERMISSION_DENIED);
        Accounts root = store.as(login("root", "secret")).accounts();
        ApiToken.Issued rootsOwn = value(reply(get(root.createToken("root", "", Duration.ZERO))));
        ApiToken.Issued annas = value(reply(get(root.createToken("anna", "", Duration.ZERO))));
        Accounts program = store.as(value(get(store.accounts().identify(rootsOwn.secret()))))
                .accounts();
        assertThat(problemOf(program.createToken("root", "", Duration.ZERO)))
                .isEqualTo(AccessProblem.PERMISSION_DENIED);
        assertThat(problem(anna.tokens(""))).isEqualTo(AccessProblem.PERMISSION_DENIED);
        assertThat(problemOf(anna.change(
                        new AccessChange.RevokeToken(rootsOwn.token().id()))))
                .isEqualTo(AccessProblem.PERMISSION_DENIED);
        assertThat(value(get(program.tokens("")))).containsExactlyInAnyOrder(rootsOwn.token(), annas.token());
        done(anna.change(new AccessChange.RevokeToken(annas.token().id())));
        assertThat(problemOf(
                        root.change(new AccessChange.RevokeToken(annas.token().id()))))
                .isEqualTo(AccessProblem.TOKEN_NOT_FOUND);
        assertThat(problemOf(root.createToken("bert", "", Duration.ZERO))).isEqualTo(AccessProblem.USER_NOT_FOUND);
    }

    @Test
    void a_user_has_a_limited_number_of_tokens_and_those_that_have_ended_do_not_count() throws Exception {
        for (int i = 0; i < AccessDraft.TOKENS_PER_USER_MAX; i++) {
            done(store.accounts().createToken("anna", "t" + i, Duration.ofDays(1)));
        }
        assertThat(problemOf(store.accounts().createToken("anna", "one more", Duration.ZERO)))
                .isEqualTo(AccessProblem.TOO_MANY_TOKENS);
        done(store.accounts().createToken("root", "of another", Duration.ZERO));
        passedMillis.addAndGet(Duration.ofDays(1).toMillis());
        done(store.accounts().createToken("anna", "later", Duration.ZERO));
        assertThat(value(get(store.accounts().tokens("anna"))))
                .extracting(ApiToken::title)
                .containsExactly("later");
        assertThat(problemOf(store.accounts().createToken("anna", "x".repeat(129), Duration.ZERO)))
                .isEqualTo(AccessProblem.TOKEN_TITLE_TOO_LONG);
    }

    @Test
    void only_the_hash_of_a_token_is_kept_and_a_guess_is_none() throws Exception {
        done(store.accounts().enable());
        ApiToken.Issued issued = value(reply(get(store.accounts().createToken("anna", "", Duration.ZERO))));
        String secret = issued.secret();
        assertThat(machine.access().token(issued.token().id()).orElseThrow().hash())
                .isEqualTo(ApiTokens.hash(secret));
        for (int i = 0; i < secret.length(); i++) {
            char other = secret.charAt(i) == 'a' ? 'b' : 'a';
            String guess = secret.substring(0, i) + other + secret.substring(i + 1);
            assertThat(problem(store.accounts().identify(guess))).isEqualTo(AccessProblem.INVALID_TOKEN);
        }
        done(store.accounts().change(new AccessChange.Disable()));
        assertThat(value(get(store.accounts().identify(secret)))).isEqualTo(Caller.NOBODY);
        done(store.accounts().enable());
        assertThat(value(get(store.accounts().identify(secret)))).isInstanceOf(Caller.Token.class);
    }

    @Test
    void everything_the_store_does_is_refused_to_those_who_may_not() throws Exception {
        done(store.accounts().enable());
        Store nobody = store.as(Caller.NOBODY);
        Store anna = store.as(login("anna", "annas"));
        requireNothingAllowed(nobody, AccessProblem.LOGIN_REQUIRED);
        requireNothingAllowed(anna, AccessProblem.PERMISSION_DENIED);
        assertThat(machine.access().users()).containsOnlyKeys("anna", "root");
        assertThat(value(get(store.read(ALL))).count()).isZero();
    }

    private static void requireNothingAllowed(Store other, AccessProblem problem) throws Exception {
        Store.Alarm alarm = new Store.Alarm(new NodeId("n1"), Store.Alarm.Kind.CORRUPT);
        assertThat(problem(other.read(ALL))).isEqualTo(problem);
        assertThat(problem(other.read(ALL.asSerializable()))).isEqualTo(problem);
        assertThat(problemOf(other.transact(Transaction.of(Operation.Put.of(bytes("k"), bytes("v"))))))
                .isEqualTo(problem);
        assertThat(problemOf(other.transact(Transaction.of(new Operation.Read(ALL)))))
                .isEqualTo(problem);
        assertThat(problemOf(other.compact(1))).isEqualTo(problem);
        assertThat(problem(other.hash(0))).isEqualTo(problem);
        assertThat(problemOf(other.alarm(new Store.AlarmChange.Raise(alarm)))).isEqualTo(problem);
        assertThatThrownBy(other::snapshot).isInstanceOf(NotPermitted.class);
        assertThatThrownBy(other::defragment).isInstanceOf(NotPermitted.class);
        assertThatThrownBy(() -> get(other.changeMembers(new Replicator.MemberChange.Remove(new NodeId("n1")))))
                .hasRootCauseInstanceOf(NotPermitted.class);
        assertThatThrownBy(() -> get(other.transferLeadership(new NodeId("n2"))))
                .hasRootCauseInstanceOf(NotPermitted.class);
        assertThat(other.watch(new WatchQuery(KeyRange.ALL, 0, true, true, false), _ -> {})
                        .ending())
                .contains(new StoreError.AccessRefused(problem));
        assertThat(problemOf(other.accounts().addUser("eve", "eve"))).isEqualTo(problem);
        assertThat(problemOf(other.accounts().changePassword("root", "eve"))).isEqualTo(problem);
        assertThat(problemOf(other.accounts().change(new AccessChange.Disable())))
                .isEqualTo(problem);
        assertThat(problem(other.accounts().users())).isEqualTo(problem);
        assertThat(problem(other.accounts().roles())).isEqualTo(problem);
        assertThat(problem(other.accounts().status())).isEqualTo(problem);
        assertThat(problem(other.accounts().rolesOf("root"))).isEqualTo(problem);
        assertThat(problem(other.accounts().permissionsOf("root"))).isEqualTo(problem);
    }

    @Test
    void leases_and_the_status_are_for_everybody_who_has_logged_in() throws Exception {
        done(store.accounts().enable());
        Store nobody = store.as(Caller.NOBODY);
        assertThat(problemOf(nobody.grantLease(7, Duration.ofSeconds(60)))).isEqualTo(AccessProblem.LOGIN_REQUIRED);
        assertThat(problemOf(nobody.revokeLease(7))).isEqualTo(AccessProblem.LOGIN_REQUIRED);
        assertThat(problem(nobody.keepAlive(7))).isEqualTo(AccessProblem.LOGIN_REQUIRED);
        assertThat(problem(nobody.leaseStatus(7, false))).isEqualTo(AccessProblem.LOGIN_REQUIRED);
        assertThat(problem(nobody.leases())).isEqualTo(AccessProblem.LOGIN_REQUIRED);
        assertThat(problemOf(nobody.alarm(new Store.AlarmChange.ListAll()))).isEqualTo(AccessProblem.LOGIN_REQUIRED);
        assertThatThrownBy(nobody::status).isInstanceOf(NotPermitted.class);
        Store anna = store.as(login("anna", "annas"));
        done(anna.grantLease(7, Duration.ofSeconds(60)));
        assertThat(value(get(anna.keepAlive(7))).id()).isEqualTo(7);
        assertThat(value(get(anna.leaseStatus(7, true))).keys()).isEmpty();
        store.transact(Transaction.of(new Operation.Put(bytes("k"), bytes("v"), 7, false, false, false)))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(problem(anna.leaseStatus(7, true))).isEqualTo(AccessProblem.PERMISSION_DENIED);
        assertThat(problemOf(anna.revokeLease(7))).isEqualTo(AccessProblem.PERMISSION_DENIED);
        assertThat(value(get(anna.leaseStatus(7, false))).keys()).isEmpty();
        assertThat(anna.status().alarms()).isEmpty();
        assertThat(value(get(anna.accounts().rolesOf("anna")))).isEmpty();
    }

    private Caller login(String name, String password) throws Exception {
        return value(get(store.accounts().identify(value(get(store.accounts().login(name, password, HERE))))));
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static <T> void done(CompletableFuture<Outcome<Reply<T>>> change) throws Exception {
        value(reply(get(change)));
    }

    private static <T> AccessProblem problem(CompletableFuture<Reply<T>> future) throws Exception {
        return problem(get(future));
    }

    private static <T> AccessProblem problemOf(CompletableFuture<Outcome<Reply<T>>> future) throws Exception {
        return problem(reply(get(future)));
    }

    private static <T> AccessProblem problem(Reply<T> reply) {
        return ((StoreError.AccessRefused) error(reply)).problem();
    }

    private static <T> Reply<T> reply(Outcome<Reply<T>> outcome) {
        if (outcome instanceof Outcome.Applied<Reply<T>>(Reply<T> reply)) {
            return reply;
        }
        throw new AssertionError("not applied: " + outcome);
    }
}
