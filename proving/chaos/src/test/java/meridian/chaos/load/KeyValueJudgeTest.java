package meridian.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.testkit.History;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;
import org.junit.jupiter.api.Test;

class KeyValueJudgeTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Answer CHANGED = new Answer.Changed(true);
    private static final Change PUT_A = new Change(11, KEY, Bytes.utf8("a"), 1);
    private static final Change PUT_B = new Change(12, KEY, Bytes.utf8("b"), 2);
    private static final Change DELETE = new Change(13, KEY, Bytes.EMPTY, 0);

    private final History<Question, Answer> history = new History<>();
    private final Map<Long, Long> revisions = new HashMap<>();
    private final List<Question> refused = new ArrayList<>();
    private List<Change> happened = List.of();
    private long questions;

    @Test
    void a_good_run_has_nothing_wrong() {
        answered(put("a"), CHANGED, 11);
        unknown(put("b"));
        answered(new Ask.Get(KEY), value("b"), 12);
        unknown(new Ask.Delete(KEY));
        answered(new Ask.Get(KEY), new Answer.Value(Optional.empty()), 14);
        happened(PUT_A, PUT_B, DELETE);
        assertThat(wrong()).isEmpty();
    }

    @Test
    void a_stale_read_is_found_by_search_and_by_replay() {
        answered(put("a"), CHANGED, 11);
        answered(put("b"), CHANGED, 12);
        answered(new Ask.Get(KEY), value("a"), 11);
        happened(PUT_A, PUT_B);
        assertThat(wrong()).containsExactly("linearizable, by search", "linearizable, by replay");
    }

    @Test
    void a_lost_write_is_found_even_if_nobody_reads() {
        answered(put("a"), CHANGED, 11);
        happened();
        assertThat(wrong()).containsExactly("acknowledged writes are there");
    }

    @Test
    void a_refused_write_that_was_done_is_found() {
        refused.add(new Question(1, put("a")));
        happened(PUT_A);
        assertThat(wrong()).containsExactly("refused writes are not", "nothing else happened");
    }

    @Test
    void a_write_that_was_done_twice_is_found() {
        unknown(put("a"));
        happened(PUT_A, new Change(12, KEY, Bytes.utf8("a"), 2));
        assertThat(wrong()).containsExactly("nothing else happened");
    }

    @Test
    void a_delete_that_nobody_asked_for_is_found() {
        answered(put("a"), CHANGED, 11);
        happened(PUT_A, DELETE);
        assertThat(wrong()).containsExactly("nothing else happened");
    }

    @Test
    void a_run_without_traffic_proves_nothing() {
        happened();
        assertThat(judge(1)).containsExactly("enough puts and gets");
    }

    private static Ask put(String value) {
        return new Ask.Put(KEY, Bytes.utf8(value));
    }

    private static Answer value(String value) {
        return new Answer.Value(Optional.of(Bytes.utf8(value)));
    }

    private void answered(Ask ask, Answer answer, long revision) {
        Question question = new Question(++questions, ask);
        history.invoke("client", question).answered(answer);
        revisions.put(question.number(), revision);
    }

    private void unknown(Ask ask) {
        history.invoke("client" + questions, new Question(++questions, ask));
    }

    private void happened(Change... changes) {
        happened = List.of(changes);
    }

    private List<String> wrong() {
        return judge(0);
    }

    private List<String> judge(long answersMin) {
        KeyValueEvidence evidence = new KeyValueEvidence(history.operations(), revisions, refused);
        return new KeyValueJudge(evidence, happened, N1)
                .judge(answersMin).stream()
                        .filter(finding -> !finding.isGood())
                        .map(Finding::checker)
                        .toList();
    }
}
