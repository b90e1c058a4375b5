package meridian.chaos.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import meridian.testkit.History;
import meridian.testkit.History.Operation;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;

/** Writes down everything that clients ask and learn about single keys. */
final class Notebook {
    private final Timeline timeline;
    private final History<Question, Answer> history = new History<>();
    private final Map<Long, Long> revisions = new HashMap<>();
    private final List<Question> refused = new ArrayList<>();
    private final AtomicLong questions = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();

    Notebook(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Asks, and writes it down. */
    Reply<Answer> ask(String who, Answerer client, Ask ask, Duration patience) {
        Question question = new Question(questions.incrementAndGet(), ask);
        History.Call<Question, Answer> call = history.invoke(who, question);
        long asked = timeline.nanos();
        Reply<Answer> reply = client.ask(ask, patience);
        switch (reply) {
            case Reply.Answered<Answer>(Answer answer, long revision) -> {
                call.answered(answer);
                note(question, revision);
                answers.incrementAndGet();
                timeline.answered(asked, question.mayWrite());
            }
            case Reply.Never<Answer> _ -> {
                call.neverHappened();
                noteRefused(question);
            }
            case Reply.Unknown<Answer> _ -> {}
        }
        return reply;
    }

    private synchronized void note(Question question, long revision) {
        revisions.put(question.number(), revision);
    }

    private synchronized void noteRefused(Question question) {
        refused.add(question);
    }

    List<Operation<Question, Answer>> operations() {
        return history.operations();
    }

    /** How many questions were answered. */
    long answers() {
        return answers.get();
    }

    /** The revisions that came with answers, by the number of the question. */
    synchronized Map<Long, Long> revisions() {
        return Map.copyOf(revisions);
    }

    /** What the nodes said they had not done. */
    synchronized List<Question> refused() {
        return List.copyOf(refused);
    }
}
