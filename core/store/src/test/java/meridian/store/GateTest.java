package meridian.store;

import static meridian.store.MachineFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import meridian.base.Bytes;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Caller.User ROOT = new Caller.User("root", 2);
    private static final Caller.User ANNA = new Caller.User("anna", 3);

    /** Anna may read a to c and write b to d, and she may do both with the key x. */
    private static final Access ACCESS = access();

    private static Access access() {
        TreeMap<String, Access.User> users = new TreeMap<>();
        users.put("root", new Access.User("root", "hash", List.of("root"), 2));
        users.put("anna", new Access.User("anna", "hash", List.of("reader", "writer"), 3));
        TreeMap<String, Access.Role> roles = new TreeMap<>();
        roles.put(
                "reader",
                new Access.Role(
                        "reader",
                        List.of(
                                permission(Permission.Kind.READ, "a", "b"),
                                permission(Permission.Kind.READ, "b", "c"))));
        roles.put(
                "writer",
                new Access.Role(
                        "writer",
                        List.of(
                                permission(Permission.Kind.WRITE, "b", "d"),
                                permission(Permission.Kind.READ_WRITE, "x", ""))));
        return new Access(true, 9, bytes("key"), users, roles, new TreeMap<>());
    }

    private static Permission permission(Permission.Kind kind, String key, String end) {
        return new Permission(kind, bytes(key), bytes(end));
    }

    @Test
    void ranges_that_touch_are_one() {
        assertThat(as(ANNA).read(range("a", "c"))).isEmpty();
        assertThat(as(ANNA).read(range("a5", "b5"))).isEmpty();
        assertThat(as(ANNA).read(range("a", "c\0"))).isPresent();
        assertThat(as(ANNA).read(KeyRange.from(bytes("a")))).isPresent();
        assertThat(as(ANNA).read(KeyRange.ALL)).isPresent();
        assertThat(as(ANNA).read(KeyRange.single(bytes("x")))).isEmpty();
        assertThat(as(ANNA).read(KeyRange.single(bytes("x1")))).isPresent();
    }

    @Test
    void reading_is_not_writing() {
        assertThat(as(ANNA).write(range("b", "d"))).isEmpty();
        assertThat(as(ANNA).write(KeyRange.single(bytes("a")))).isPresent();
        assertThat(as(ANNA).read(KeyRange.single(bytes("c")))).isPresent();
    }

    @Test
    void an_open_end_covers_everything_behind_it() {
        Rights rights = Rights.of(List.of(new Permission(Permission.Kind.READ, bytes("m"), Bytes.wrap(new byte[1]))));
        assertThat(rights.mayRead(KeyRange.from(bytes("m")))).isTrue();
        assertThat(rights.mayRead(range("n", "z"))).isTrue();
        assertThat(rights.mayRead(range("l", "z"))).isFalse();
        assertThat(rights.mayWrite(range("n", "z"))).isFalse();
    }

    @Test
    void a_transaction_needs_every_range_in_it_whichever_branch_is_taken() {
        Operation allowed = Operation.Put.of(bytes("b"), bytes("v"));
        Operation foreign = Operation.Put.of(bytes("z"), bytes("v"));
        Operation readsForeign = new Operation.Read(RangeQuery.of(KeyRange.single(bytes("z"))));
        Comparison looksAtForeign = new Comparison(
                KeyRange.single(bytes("z")), Comparison.Target.VERSION, Comparison.Relation.EQUAL, 0, Bytes.EMPTY);
        assertThat(refusal(new Transaction(List.of(), List.of(allowed), List.of(allowed))))
                .isEmpty();
        assertThat(refusal(new Transaction(List.of(), List.of(foreign), List.of())))
                .isPresent();
        assertThat(refusal(new Transaction(List.of(), List.of(), List.of(foreign))))
                .isPresent();
        assertThat(refusal(new Transaction(List.of(), List.of(), List.of(readsForeign))))
                .isPresent();
        assertThat(refusal(new Transaction(List.of(looksAtForeign), List.of(), List.of())))
                .isPresent();
        assertThat(refusal(Transaction.of(new Operation.Nested(Transaction.of(foreign)))))
                .isPresent();
        assertThat(refusal(Transaction.of(
                        new Operation.Nested(new Transaction(List.of(looksAtForeign), List.of(), List.of())))))
                .isPresent();
        assertThat(refusal(new Transaction(List.of(), List.of(), List.of()))).isEmpty();
        assertThat(as(Caller.NOBODY).refusal(new Transaction(List.of(), List.of(), List.of())))
                .isPresent();
    }

    @Test
    void to_be_told_what_was_there_before_is_to_read() {
        Bytes writableOnly = bytes("c");
        assertThat(refusal(Transaction.of(new Operation.Put(writableOnly, bytes("v"), 0, false, false, false))))
                .isEmpty();
        assertThat(refusal(Transaction.of(new Operation.Put(writableOnly, bytes("v"), 0, true, false, false))))
                .isPresent();
        assertThat(refusal(Transaction.of(new Operation.Delete(KeyRange.single(writableOnly), false))))
                .isEmpty();
        assertThat(refusal(Transaction.of(new Operation.Delete(KeyRange.single(writableOnly), true))))
                .isPresent();
    }

    @Test
    void root_may_everything_and_the_others_nothing_of_that() {
        assertThat(as(ROOT).admin()).isEmpty();
        assertThat(as(ROOT).write(KeyRange.ALL)).isEmpty();
        assertThat(as(ANNA).admin()).contains(new StoreError.AccessRefused(AccessProblem.PERMISSION_DENIED));
        assertThat(as(Caller.NOBODY).admin()).contains(new StoreError.AccessRefused(AccessProblem.LOGIN_REQUIRED));
        assertThat(as(Caller.NODE).admin()).isEmpty();
    }

    @Test
    void users_may_look_at_themselves_and_their_roles() {
        assertThat(as(ANNA).lookAtUser("anna")).isEmpty();
        assertThat(as(ANNA).lookAtUser("root")).isPresent();
        assertThat(as(ANNA).lookAtRole("reader")).isEmpty();
        assertThat(as(ANNA).lookAtRole("root")).isPresent();
        assertThat(as(Caller.NOBODY).lookAtUser("anna")).isPresent();
        assertThat(as(ROOT).lookAtUser("anna")).isEmpty();
    }

    @Test
    void a_certificate_is_as_good_as_a_login_while_there_is_such_a_user() {
        assertThat(as(new Caller.Certified("anna")).read(range("a", "c"))).isEmpty();
        assertThat(as(new Caller.Certified("anna")).admin()).isPresent();
        assertThat(as(new Caller.Certified("root")).admin()).isEmpty();
        assertThat(as(new Caller.Certified("bert")).login())
                .contains(new StoreError.AccessRefused(AccessProblem.LOGIN_REQUIRED));
    }

    @Test
    void an_older_proof_is_none() {
        Optional<StoreError> invalid = Optional.of(new StoreError.AccessRefused(AccessProblem.INVALID_TOKEN));
        assertThat(as(new Caller.User("root", 1)).admin()).isEqualTo(invalid);
        assertThat(as(new Caller.User("anna", 2)).read(KeyRange.single(bytes("a"))))
                .isEqualTo(invalid);
        assertThat(as(new Caller.User("nobody", 3)).login()).isEqualTo(invalid);
    }

    private static KeyRange range(String from, String to) {
        return new KeyRange(bytes(from), bytes(to));
    }

    private static Gate as(Caller caller) {
        return new Gate(ACCESS, caller, _ -> List.of());
    }

    private static Optional<StoreError> refusal(Transaction transaction) {
        return as(ANNA).refusal(transaction);
    }
}
