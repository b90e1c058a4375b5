package meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.RequestOp;
import org.junit.jupiter.api.Test;

class TxnSyntaxTest {
    @Test
    void a_comparison_has_a_target_a_key_a_relation_and_an_operand() {
        Compare compare = TxnSyntax.comparison("value(user/1) != \"Ann Lee\"");

        assertThat(compare.getTarget()).isEqualTo(Compare.CompareTarget.VALUE);
        assertThat(compare.getKey().toStringUtf8()).isEqualTo("user/1");
        assertThat(compare.getResult()).isEqualTo(Compare.CompareResult.NOT_EQUAL);
        assertThat(compare.getValue().toStringUtf8()).isEqualTo("Ann Lee");
        assertThat(TxnSyntax.comparison("version(a)=0").getVersion()).isZero();
        assertThat(TxnSyntax.comparison("mod('a b') > 17").getModRevision()).isEqualTo(17);
        assertThat(TxnSyntax.comparison("create(a) < 4").getCreateRevision()).isEqualTo(4);
    }

    @Test
    void a_step_is_a_verb_with_its_words() {
        RequestOp put = TxnSyntax.step("put greeting 'hello world'");

        assertThat(put.getRequestPut().getKey().toStringUtf8()).isEqualTo("greeting");
        assertThat(put.getRequestPut().getValue().toStringUtf8()).isEqualTo("hello world");
        assertThat(TxnSyntax.step("get a").getRequestRange().getKey().toStringUtf8())
                .isEqualTo("a");
        assertThat(TxnSyntax.step("del \"a b\"")
                        .getRequestDeleteRange()
                        .getKey()
                        .toStringUtf8())
                .isEqualTo("a b");
    }

    @Test
    void what_is_neither_is_refused_with_how_to_write_it() {
        assertThatThrownBy(() -> TxnSyntax.comparison("a = b"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("value(KEY)");
        assertThatThrownBy(() -> TxnSyntax.comparison("version(a) = b"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("'b'");
        assertThatThrownBy(() -> TxnSyntax.step("put a b c"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("quote");
        assertThatThrownBy(() -> TxnSyntax.step("")).isInstanceOf(Failure.class);
    }
}
