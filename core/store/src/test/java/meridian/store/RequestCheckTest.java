package meridian.store;

import static meridian.store.MachineFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import meridian.base.Bytes;
import org.junit.jupiter.api.Test;

class RequestCheckTest {
    private final RequestCheck check = new RequestCheck(StoreConfig.DEFAULT.requests());

    @Test
    void an_ordinary_transaction_passes() {
        assertThat(check.refusal(then(put("a"), put("b"), delete("c", "d"), read("a"))))
                .isEmpty();
    }

    @Test
    void a_put_needs_a_key() {
        assertThat(check.refusal(then(put("")))).contains(new StoreError.EmptyKey());
    }

    @Test
    void a_single_key_that_is_read_deleted_or_compared_needs_a_name() {
        assertThat(check.refusal(then(new Operation.Delete(KeyRange.single(Bytes.EMPTY), false))))
                .contains(new StoreError.EmptyKey());
        assertThat(check.refusal(then(new Operation.Read(RangeQuery.of(KeyRange.single(Bytes.EMPTY))))))
                .contains(new StoreError.EmptyKey());
        assertThat(check.refusal(RangeQuery.of(KeyRange.single(Bytes.EMPTY)))).contains(new StoreError.EmptyKey());
        Comparison comparison = new Comparison(
                KeyRange.single(Bytes.EMPTY), Comparison.Target.VERSION, Comparison.Relation.EQUAL, 0, Bytes.EMPTY);
        assertThat(check.refusal(new Transaction(List.of(comparison), List.of(), List.of())))
                .contains(new StoreError.EmptyKey());
    }

    @Test
    void a_nested_put_needs_a_key_too() {
        assertThat(check.refusal(then(new Operation.Nested(then(put("")))))).contains(new StoreError.EmptyKey());
    }

    @Test
    void all_keys_can_be_read() {
        assertThat(check.refusal(RangeQuery.of(KeyRange.ALL))).isEmpty();
    }

    @Test
    void each_list_of_a_transaction_has_its_own_count() {
        List<Operation> most = Collections.nCopies(128, read("a"));
        assertThat(check.refusal(new Transaction(List.of(), most, most))).isEmpty();
        assertThat(check.refusal(new Transaction(List.of(), Collections.nCopies(129, read("a")), List.of())))
                .contains(new StoreError.TooManyOperations(129, 128));
        assertThat(check.refusal(new Transaction(List.of(), List.of(), Collections.nCopies(129, read("a")))))
                .contains(new StoreError.TooManyOperations(129, 128));
    }

    @Test
    void a_nested_transaction_gets_what_the_one_around_it_leaves() {
        Operation nested = new Operation.Nested(then(Collections.nCopies(100, read("a"))));
        assertThat(check.refusal(new Transaction(List.of(), List.of(nested), List.of())))
                .isEmpty();
        assertThat(check.refusal(new Transaction(List.of(), List.of(nested), Collections.nCopies(29, read("b")))))
                .contains(new StoreError.TooManyOperations(129, 128));
    }

    @Test
    void a_key_is_put_once_in_steps_that_are_all_done() {
        assertThat(check.refusal(then(put("a"), put("a")))).contains(new StoreError.DuplicateKey());
        assertThat(check.refusal(then(put("a"), new Operation.Nested(then(put("a"))))))
                .contains(new StoreError.DuplicateKey());
        assertThat(check.refusal(then(put("b"), delete("a", "c")))).contains(new StoreError.DuplicateKey());
    }

    @Test
    void both_branches_may_put_the_same_key() {
        assertThat(check.refusal(new Transaction(List.of(), List.of(put("a")), List.of(put("a")))))
                .isEmpty();
    }

    @Test
    void deletions_may_overlap() {
        assertThat(check.refusal(then(delete("a", "c"), delete("b", "d")))).isEmpty();
    }

    @Test
    void a_write_has_a_largest_size() {
        int max = StoreConfig.DEFAULT.requests().bytesMax();
        assertThat(check.refusal(max)).isEmpty();
        assertThat(check.refusal(max + 1)).contains(new StoreError.TooLarge(max + 1L, max));
    }

    @Test
    void only_what_writes_in_neither_branch_is_read_only() {
        assertThat(ReadOnly.is(then(read("a"), new Operation.Nested(then(read("b"))))))
                .isTrue();
        assertThat(ReadOnly.is(new Transaction(List.of(), List.of(read("a")), List.of(put("a")))))
                .isFalse();
        assertThat(ReadOnly.is(then(new Operation.Nested(then(delete("a", "b"))))))
                .isFalse();
    }

    @Test
    void a_transaction_is_serializable_when_all_its_reads_are() {
        Operation serializable =
                new Operation.Read(RangeQuery.of(KeyRange.single(bytes("a"))).asSerializable());
        assertThat(ReadOnly.isSerializable(then(serializable))).isTrue();
        assertThat(ReadOnly.isSerializable(then(serializable, read("a")))).isFalse();
        assertThat(ReadOnly.isSerializable(then())).isFalse();
    }

    private static Transaction then(Operation... steps) {
        return then(List.of(steps));
    }

    private static Transaction then(List<Operation> steps) {
        return new Transaction(List.of(), steps, List.of());
    }

    private static Operation put(String key) {
        return Operation.Put.of(bytes(key), bytes("value"));
    }

    private static Operation delete(String start, String end) {
        return new Operation.Delete(new KeyRange(bytes(start), bytes(end)), false);
    }

    private static Operation read(String key) {
        return new Operation.Read(RangeQuery.of(KeyRange.single(bytes(key))));
    }
}
