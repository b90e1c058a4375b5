package meridian.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import meridian.base.NodeId;
import meridian.testkit.History.Operation;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.WatchChecker.Batch;

/**
 * All that is known after a stretch of load.
 *
 * @param operations what clients asked and were told
 * @param revisions the revisions that came with the answers, by the number of the question
 * @param refused what nodes said they had not done
 * @param start the first revision that it is about
 * @param histories what each node says in the end that happened
 * @param hashes the checksum of each node's state in the end
 * @param told what the watchers on the nodes heard meanwhile
 */
record Evidence(
        List<Operation<Question, Answer>> operations,
        Map<Long, Long> revisions,
        List<Question> refused,
        long start,
        Map<NodeId, List<Change>> histories,
        Map<NodeId, Long> hashes,
        Map<NodeId, List<Batch<Change>>> told) {

    long answered(boolean writes) {
        return operations.stream()
                .filter(Operation::isAnswered)
                .filter(it -> it.input().mayWrite() == writes)
                .count();
    }

    long unknown() {
        return operations.stream().filter(it -> !it.isAnswered()).count();
    }

    /** Writes it down for whoever has to find out what went wrong. */
    void save(Path folder) {
        Folders.create(folder);
        Folders.write(
                folder.resolve("operations.txt"),
                lines(operations.stream().map(it -> it + revisionOf(it.input())).toList()));
        Folders.write(folder.resolve("refused.txt"), lines(refused));
        Folders.write(folder.resolve("hashes.txt"), hashes + "\n");
        histories.forEach((node, changes) -> Folders.write(folder.resolve(node + "-history.txt"), lines(changes)));
        told.forEach((node, batches) -> Folders.write(folder.resolve(node + "-watch.txt"), lines(batches)));
    }

    private String revisionOf(Question question) {
        Long revision = revisions.get(question.number());
        return revision == null ? "" : " at " + revision;
    }

    private static String lines(List<?> things) {
        return things.stream().map(it -> it + "\n").collect(Collectors.joining());
    }
}
