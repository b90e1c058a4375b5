package meridian.etcd;

import static meridian.etcd.Messages.bytes;
import static meridian.etcd.Messages.delete;
import static meridian.etcd.Messages.get;
import static meridian.etcd.Messages.put;
import static meridian.etcd.Messages.step;
import static meridian.etcd.Messages.then;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.TxnRequest;
import java.util.List;
import meridian.base.Bytes;
import meridian.store.Comparison;
import meridian.store.KeyRange;
import meridian.store.Operation;
import meridian.store.RangeQuery;
import meridian.store.Transaction;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private static final Bytes KEY = Bytes.utf8("k");

    @Test
    void a_key_alone_is_a_range_of_one() {
        assertThat(Requests.keys(bytes("k"), ByteString.EMPTY)).isEqualTo(KeyRange.single(KEY));
    }

    @Test
    void an_end_of_one_zero_byte_means_no_end() {
        ByteString zero = ByteString.copyFrom(new byte[1]);
        assertThat(Requests.keys(bytes("k"), zero)).isEqualTo(KeyRange.from(KEY));
        assertThat(Requests.keys(zero, zero).contains(KEY)).isTrue();
        assertThat(Requests.keys(bytes("k"), ByteString.copyFrom(new byte[2])).hasEnd())
                .isTrue();
    }

    @Test
    void every_option_of_a_range_arrives() {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(bytes("k"))
                .setRangeEnd(bytes("l"))
                .setRevision(1)
                .setLimit(2)
                .setMinModRevision(3)
                .setMaxModRevision(4)
                .setMinCreateRevision(5)
                .setMaxCreateRevision(6)
                .setSortOrder(RangeRequest.SortOrder.DESCEND)
                .setSortTarget(RangeRequest.SortTarget.MOD)
                .setKeysOnly(true)
                .setCountOnly(true)
                .setSerializable(true)
                .build();
        assertThat(Requests.range(request))
                .isEqualTo(new RangeQuery(
                        new KeyRange(KEY, Bytes.utf8("l")),
                        1,
                        2,
                        RangeQuery.SortTarget.MOD_REVISION,
                        RangeQuery.SortOrder.DESCENDING,
                        true,
                        true,
                        3,
                        4,
                        5,
                        6,
                        true));
    }

    @Test
    void a_revision_or_limit_below_zero_is_none() {
        RangeQuery query =
                Requests.range(get("k").toBuilder().setRevision(-1).setLimit(-1).build());
        assertThat(query.revision()).isZero();
        assertThat(query.limit()).isZero();
    }

    @Test
    void an_order_that_nobody_knows_is_refused() {
        RangeRequest byTarget = get("k").toBuilder().setSortTargetValue(9).build();
        RangeRequest byOrder = get("k").toBuilder().setSortOrderValue(9).build();
        for (RangeRequest request : List.of(byTarget, byOrder)) {
            assertThatThrownBy(() -> Requests.range(request)).hasMessage("etcdserver: invalid sort option");
        }
    }

    @Test
    void a_put_keeps_the_array_that_protobuf_read() {
        Operation.Put put = Requests.put(
                put("k", "v").toBuilder().setLease(7).setPrevKv(true).build());
        assertThat(put).isEqualTo(new Operation.Put(KEY, Bytes.utf8("v"), 7, true, false, false));

        ByteString value = bytes("value");
        assertThat(ByteStrings.toBytes(value).array())
                .isSameAs(ByteStrings.toBytes(value).array());
    }

    @Test
    void bytes_of_any_kind_of_string_arrive() {
        ByteString text = bytes("0123456789");
        assertThat(ByteStrings.toBytes(text.substring(3, 7))).isEqualTo(Bytes.utf8("3456"));
        assertThat(ByteStrings.toBytes(ByteString.empty())).isEqualTo(Bytes.EMPTY);
        ByteString rope = bytes("a".repeat(500)).concat(bytes("b".repeat(500)));
        assertThat(ByteStrings.toBytes(rope)).isEqualTo(Bytes.utf8("a".repeat(500) + "b".repeat(500)));
        assertThat(ByteStrings.of(ByteStrings.toBytes(text))).isEqualTo(text);
    }

    @Test
    void steps_keep_their_order_and_nest() {
        TxnRequest request =
                then(step(put("k", "v")), step(delete("k2")), step(get("k3")), step(then(step(put("k4", "v")))))
                        .toBuilder()
                        .addFailure(step(get("k5")))
                        .build();
        Transaction transaction = Requests.transaction(request);
        assertThat(transaction.then())
                .containsExactly(
                        Operation.Put.of(KEY, Bytes.utf8("v")),
                        new Operation.Delete(KeyRange.single(Bytes.utf8("k2")), false),
                        new Operation.Read(RangeQuery.of(KeyRange.single(Bytes.utf8("k3")))),
                        new Operation.Nested(Transaction.of(Operation.Put.of(Bytes.utf8("k4"), Bytes.utf8("v")))));
        assertThat(transaction.otherwise())
                .containsExactly(new Operation.Read(RangeQuery.of(KeyRange.single(Bytes.utf8("k5")))));
    }

    @Test
    void every_comparison_arrives() {
        Compare.Builder of = Compare.newBuilder().setKey(bytes("k"));
        List<Comparison> comparisons = comparisons(
                of.clone()
                        .setTarget(Compare.CompareTarget.VERSION)
                        .setVersion(1)
                        .build(),
                of.clone()
                        .setTarget(Compare.CompareTarget.CREATE)
                        .setResult(Compare.CompareResult.GREATER)
                        .setCreateRevision(2)
                        .build(),
                of.clone()
                        .setTarget(Compare.CompareTarget.MOD)
                        .setResult(Compare.CompareResult.LESS)
                        .setModRevision(3)
                        .build(),
                of.clone()
                        .setTarget(Compare.CompareTarget.VALUE)
                        .setResult(Compare.CompareResult.NOT_EQUAL)
                        .setValue(bytes("v"))
                        .build(),
                ofLease(of.clone(), 4));
        KeyRange key = KeyRange.single(KEY);
        assertThat(comparisons)
                .containsExactly(
                        number(key, Comparison.Target.VERSION, Comparison.Relation.EQUAL, 1),
                        number(key, Comparison.Target.CREATE_REVISION, Comparison.Relation.GREATER, 2),
                        number(key, Comparison.Target.MOD_REVISION, Comparison.Relation.LESS, 3),
                        new Comparison(key, Comparison.Target.VALUE, Comparison.Relation.NOT_EQUAL, 0, Bytes.utf8("v")),
                        number(key, Comparison.Target.LEASE, Comparison.Relation.EQUAL, 4));
    }

    private static List<Comparison> comparisons(Compare... compares) {
        return Requests.transaction(
                        TxnRequest.newBuilder().addAllCompare(List.of(compares)).build())
                .comparisons();
    }

    private static Comparison number(
            KeyRange range, Comparison.Target target, Comparison.Relation relation, long number) {
        return new Comparison(range, target, relation, number, Bytes.EMPTY);
    }

    /** As a client with younger stubs sends it. */
    private static Compare ofLease(Compare.Builder compare, long lease) {
        UnknownFieldSet.Field value =
                UnknownFieldSet.Field.newBuilder().addVarint(lease).build();
        return compare.setTargetValue(4)
                .setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(8, value).build())
                .build();
    }
}
