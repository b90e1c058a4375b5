package meridian.chaos.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import meridian.chaos.base.Folders;
import meridian.testkit.History.Operation;
import meridian.testkit.KeyValueModel.Answer;

/**
 * What clients of single keys asked and were told.
 *
 * @param operations all that happened or may have happened
 * @param revisions that came with the answers, by the number of the question
 * @param refused what nodes said they had not done
 */
record KeyValueEvidence(
        List<Operation<Question, Answer>> operations, Map<Long, Long> revisions, List<Question> refused) {

    long answered(boolean writes) {
        return operations.stream()
                .filter(Operation::isAnswered)
                .filter(it -> it.input().mayWrite() == writes)
                .count();
    }

    void save(Path folder, String name) {
        Folders.write(
                folder.resolve(name + ".txt"),
                Finding.lines(operations.stream()
                        .map(it -> it + revisionOf(it.input()))
                        .toList()));
        Folders.write(folder.resolve(name + "-refused.txt"), Finding.lines(refused));
    }

    private String revisionOf(Question question) {
        Long revision = revisions.get(question.number());
        return revision == null ? "" : " at " + revision;
    }
}
