package meridian.store;

import static meridian.store.MachineFixture.bytes;
import static meridian.store.MachineFixture.error;
import static meridian.store.MachineFixture.given;
import static meridian.store.MachineFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.raft.Command;
import meridian.raft.Entry;
import meridian.raft.StateMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, roles and who may do what, as the log changes them. */
class AccessTest {
    private static final Bytes KEY = bytes("0123456789abcdef0123456789abcdef");

    @TempDir
    Path folder;

    private MachineFixture store;

    @BeforeEach
    void open() {
        store = new MachineFixture(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void access_control_needs_a_root_user_with_the_root_role() {
        assertThat(problem(new AccessChange.Enable(KEY))).contains(AccessProblem.ROOT_USER_MISSING);
        done(new AccessChange.AddUser("root", "hash"));
        assertThat(problem(new AccessChange.Enable(KEY))).contains(AccessProblem.ROOT_ROLE_MISSING);
        done(new AccessChange.GrantRole("root", "root"));
        done(new AccessChange.Enable(KEY));
        assertThat(access().enabled()).isTrue();
        assertThat(access().tokenKey()).isEqualTo(KEY);
    }

    @Test
    void root_cannot_be_locked_out_while_access_control_is_on() {
        enable();
        done(new AccessChange.AddRole("root"));
        assertThat(problem(new AccessChange.DeleteUser("root"))).contains(AccessProblem.INVALID_MANAGEMENT);
        assertThat(problem(new AccessChange.DeleteRole("root"))).contains(AccessProblem.INVALID_MANAGEMENT);
        assertThat(problem(new AccessChange.RevokeRole("root", "root"))).contains(AccessProblem.INVALID_MANAGEMENT);
        done(new AccessChange.Disable());
        done(new AccessChange.RevokeRole("root", "root"));
        done(new AccessChange.DeleteUser("root"));
    }

    @Test
    void each_senseless_change_has_its_own_answer_and_changes_nothing() {
        done(new AccessChange.AddUser("anna", "hash"));
        done(new AccessChange.AddRole("reader"));
        long revision = access().revision();
        assertThat(problem(new AccessChange.AddUser("anna", ""))).contains(AccessProblem.USER_EXISTS);
        assertThat(problem(new AccessChange.AddUser("", ""))).contains(AccessProblem.USER_NAME_EMPTY);
        assertThat(problem(new AccessChange.DeleteUser("bert"))).contains(AccessProblem.USER_NOT_FOUND);
        assertThat(problem(new AccessChange.ChangePassword("bert", ""))).contains(AccessProblem.USER_NOT_FOUND);
        assertThat(problem(new AccessChange.GrantRole("bert", "reader"))).contains(AccessProblem.USER_NOT_FOUND);
        assertThat(problem(new AccessChange.GrantRole("anna", "writer"))).contains(AccessProblem.ROLE_NOT_FOUND);
        assertThat(problem(new AccessChange.RevokeRole("anna", "reader"))).contains(AccessProblem.ROLE_NOT_GRANTED);
        assertThat(problem(new AccessChange.AddRole("reader"))).contains(AccessProblem.ROLE_EXISTS);
        assertThat(problem(new AccessChange.AddRole(""))).contains(AccessProblem.ROLE_NAME_EMPTY);
        assertThat(problem(new AccessChange.DeleteRole("writer"))).contains(AccessProblem.ROLE_NOT_FOUND);
        assertThat(problem(grant("writer", Permission.Kind.READ, "a", ""))).contains(AccessProblem.ROLE_NOT_FOUND);
        assertThat(problem(grant("reader", Permission.Kind.READ, "b", "a")))
                .contains(AccessProblem.PERMISSION_NOT_GIVEN);
        assertThat(problem(new AccessChange.RevokePermission("reader", bytes("a"), Bytes.EMPTY)))
                .contains(AccessProblem.PERMISSION_NOT_GRANTED);
        assertThat(access().revision()).isEqualTo(revision);
    }

    @Test
    void a_permission_for_the_same_keys_replaces_the_one_before() {
        done(new AccessChange.AddRole("role"));
        done(grant("role", Permission.Kind.READ, "a", "b"));
        done(grant("role", Permission.Kind.WRITE, "a", ""));
        done(grant("role", Permission.Kind.READ_WRITE, "a", "b"));
        assertThat(access().role("role").orElseThrow().permissions())
                .containsExactlyInAnyOrder(
                        new Permission(Permission.Kind.WRITE, bytes("a"), Bytes.EMPTY),
                        new Permission(Permission.Kind.READ_WRITE, bytes("a"), bytes("b")));
        done(new AccessChange.RevokePermission("role", bytes("a"), bytes("b")));
        assertThat(access().role("role").orElseThrow().permissions()).hasSize(1);
    }

    @Test
    void a_deleted_role_is_no_users_any_more() {
        done(new AccessChange.AddUser("anna", ""));
        done(new AccessChange.AddRole("reader"));
        done(new AccessChange.GrantRole("anna", "reader"));
        done(new AccessChange.DeleteRole("reader"));
        assertThat(access().user("anna").orElseThrow().roles()).isEmpty();
    }

    @Test
    void while_access_control_is_off_nobody_may_do_everything() {
        assertThat(putAs(Caller.NOBODY, "a")).isEmpty();
        assertThat(store.get("a")).contains("v");
    }

    @Test
    void a_write_needs_the_permission_when_it_is_applied() {
        Caller.User anna = annaMay(Permission.Kind.WRITE, "a", "b");
        assertThat(putAs(anna, "a1")).isEmpty();
        assertThat(putAs(anna, "b1")).contains(AccessProblem.PERMISSION_DENIED);
        assertThat(putAs(Caller.NOBODY, "a2")).contains(AccessProblem.LOGIN_REQUIRED);
        done(new AccessChange.RevokePermission("role", bytes("a"), bytes("b")));
        assertThat(putAs(anna, "a3")).contains(AccessProblem.PERMISSION_DENIED);
        assertThat(store.list(RangeQuery.of(KeyRange.ALL))).containsExactly("a1=v");
    }

    @Test
    void what_an_entry_revokes_its_later_commands_cannot_use() {
        Caller.User anna = annaMay(Permission.Kind.WRITE, "a", "b");
        List<Bytes> answers = store.apply(List.of(
                command(put("a1").from(anna)),
                command(new StoreCommand.ChangeAccess(new AccessChange.RevokeRole("anna", "role"))),
                command(put("a2").from(anna))));
        assertThat(given(AnswerCodec.TRANSACTION, answers.get(0))).isInstanceOf(Reply.Done.class);
        assertThat(given(AnswerCodec.TRANSACTION, answers.get(2)))
                .isEqualTo(new Reply.Refused<>(new StoreError.AccessRefused(AccessProblem.PERMISSION_DENIED)));
    }

    @Test
    void a_new_password_and_a_new_user_of_the_name_end_what_was_proved_before() {
        Caller.User anna = annaMay(Permission.Kind.WRITE, "a", "b");
        done(new AccessChange.ChangePassword("anna", "other"));
        assertThat(putAs(anna, "a1")).contains(AccessProblem.INVALID_TOKEN);
        Caller.User again = user("anna");
        assertThat(putAs(again, "a1")).isEmpty();
        done(new AccessChange.DeleteUser("anna"));
        assertThat(putAs(again, "a1")).contains(AccessProblem.INVALID_TOKEN);
        done(new AccessChange.AddUser("anna", "hash"));
        done(new AccessChange.GrantRole("anna", "role"));
        assertThat(putAs(again, "a1")).contains(AccessProblem.INVALID_TOKEN);
    }

    @Test
    void a_certificate_counts_for_writes_while_there_is_such_a_user() {
        annaMay(Permission.Kind.WRITE, "a", "b");
        Caller certified = new Caller.Certified("anna");
        assertThat(putAs(certified, "a1")).isEmpty();
        done(new AccessChange.ChangePassword("anna", "other"));
        assertThat(putAs(certified, "a2")).isEmpty();
        done(new AccessChange.DeleteUser("anna"));
        assertThat(putAs(certified, "a3")).contains(AccessProblem.LOGIN_REQUIRED);
    }

    @Test
    void a_token_counts_for_writes_until_it_is_revoked_and_only_for_its_user() {
        annaMay(Permission.Kind.WRITE, "a", "b");
        ApiToken token = new ApiToken("0123456789abcdef", "anna", "ci", 5, ApiToken.NEVER);
        done(new AccessChange.CreateToken(token, KEY));
        Caller program = new Caller.Token("anna", token.id());
        assertThat(putAs(program, "a1")).isEmpty();
        assertThat(putAs(program, "b1")).contains(AccessProblem.PERMISSION_DENIED);
        assertThat(putAs(new Caller.Token("root", token.id()), "a2")).contains(AccessProblem.INVALID_TOKEN);
        done(new AccessChange.RevokeToken(token.id()));
        assertThat(putAs(program, "a3")).contains(AccessProblem.INVALID_TOKEN);
    }

    @Test
    void a_lease_is_ended_and_used_only_by_who_may_write_all_its_keys() {
        Caller.User anna = annaMay(Permission.Kind.WRITE, "a", "b");
        store.grant(7, 60);
        store.put("b1", "v", 7);
        StoreCommand tied = new StoreCommand.Transact(
                Transaction.of(new Operation.Put(bytes("a1"), bytes("v"), 7, false, false, false)));
        assertThat(problem(tied.from(anna))).contains(AccessProblem.PERMISSION_DENIED);
        assertThat(problem(new StoreCommand.RevokeLease(7).from(anna))).contains(AccessProblem.PERMISSION_DENIED);
        store.delete("b1");
        assertThat(problem(tied.from(anna))).isEmpty();
        assertThat(problem(new StoreCommand.RevokeLease(7).from(anna))).isEmpty();
        assertThat(store.get("a1")).isEmpty();
    }

    @Test
    void what_nodes_say_to_each_other_no_user_can_say() {
        enable();
        Caller.User root = user("root");
        assertThat(problem(new StoreCommand.ExpireLeases(1, List.of(7L)).from(root)))
                .contains(AccessProblem.PERMISSION_DENIED);
        assertThat(problem(new StoreCommand.OpenSession(1).from(root))).contains(AccessProblem.PERMISSION_DENIED);
        assertThat(problem(new StoreCommand.Compact(store.put("a", "v")).from(root)))
                .isEmpty();
    }

    @Test
    void users_and_roles_survive_a_restart_and_come_with_a_copy_of_the_state() {
        annaMay(Permission.Kind.READ_WRITE, "a", "b");
        done(new AccessChange.AddUser("bert", "hash"));
        done(new AccessChange.DeleteUser("bert"));
        ApiToken token = new ApiToken("0123456789abcdef", "anna", "ci", 5, ApiToken.NEVER);
        done(new AccessChange.CreateToken(token, KEY));
        store.restart();
        requireAnna(access());
        assertThat(access().tokens().values()).containsExactly(new Access.Token(token, KEY));
        try (StateMachine.Snapshot snapshot = store.machine().snapshot();
                MachineFixture other = new MachineFixture(folder.resolve("copy"))) {
            other.machine().install(snapshot.folder());
            requireAnna(other.machine().access());
        }
    }

    @Test
    void the_same_log_gives_the_same_users_on_another_node() {
        annaMay(Permission.Kind.READ_WRITE, "a", "b");
        try (MachineFixture other = new MachineFixture(folder.resolve("other"))) {
            for (Entry entry : store.log()) {
                other.machine().apply(entry);
            }
            requireAnna(other.machine().access());
            assertThat(other.machine().access().users()).isEqualTo(access().users());
            assertThat(other.machine().access().revision()).isEqualTo(access().revision());
        }
    }

    private static void requireAnna(Access access) {
        assertThat(access.enabled()).isTrue();
        assertThat(access.tokenKey()).isEqualTo(KEY);
        assertThat(access.users()).containsOnlyKeys("root", "anna");
        assertThat(access.user("anna").orElseThrow().roles()).containsExactly("role");
        assertThat(access.role("role").orElseThrow().permissions())
                .containsExactly(new Permission(Permission.Kind.READ_WRITE, bytes("a"), bytes("b")));
    }

    private Caller.User annaMay(Permission.Kind kind, String from, String to) {
        enable();
        done(new AccessChange.AddUser("anna", "hash"));
        done(new AccessChange.AddRole("role"));
        done(grant("role", kind, from, to));
        done(new AccessChange.GrantRole("anna", "role"));
        return user("anna");
    }

    private void enable() {
        done(new AccessChange.AddUser("root", "hash"));
        done(new AccessChange.GrantRole("root", "root"));
        done(new AccessChange.Enable(KEY));
    }

    private Caller.User user(String name) {
        return new Caller.User(name, access().user(name).orElseThrow().since());
    }

    private Access access() {
        return store.machine().access();
    }

    private static AccessChange grant(String role, Permission.Kind kind, String from, String to) {
        return new AccessChange.GrantPermission(role, new Permission(kind, bytes(from), bytes(to)));
    }

    private static StoreCommand put(String key) {
        return new StoreCommand.Transact(Transaction.of(Operation.Put.of(bytes(key), bytes("v"))));
    }

    private Optional<AccessProblem> putAs(Caller caller, String key) {
        return problem(put(key).from(caller));
    }

    private void done(AccessChange change) {
        long before = access().revision();
        assertThat(value(store.number(new StoreCommand.ChangeAccess(change)))).isEqualTo(before + 1);
    }

    private Optional<AccessProblem> problem(AccessChange change) {
        return problem(new StoreCommand.ChangeAccess(change));
    }

    private Optional<AccessProblem> problem(StoreCommand command) {
        // A refusal reads the same for all kinds of commands; what the others carry does not matter here.
        Bytes answer = store.apply(command);
        boolean refused = AnswerCodec.NUMBER.decode(answer) instanceof Answer.Given<Long>(Reply.Refused<Long> _);
        return refused && error(given(AnswerCodec.NUMBER, answer)) instanceof StoreError.AccessRefused(var problem)
                ? Optional.of(problem)
                : Optional.empty();
    }

    private static Command command(StoreCommand command) {
        return Command.sessionless(StoreCodec.encode(command));
    }
}
