package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import meridian.base.ByteReader;
import meridian.base.Bytes;
import meridian.store.LeaseQuestion.LeaseAnswer;
import meridian.testkit.Gen;
import meridian.testkit.Property;
import org.junit.jupiter.api.Test;

class LeaseQuestionTest {
    @Test
    void questions_survive_the_wire() {
        Property.forAll(Gen.longs(), id -> {
            for (LeaseQuestion question : List.of(new LeaseQuestion.Renew(id), new LeaseQuestion.Remaining(id))) {
                assertThat(LeaseQuestion.decode(question.encode())).isEqualTo(question);
            }
        });
    }

    @Test
    void answers_survive_the_wire() {
        for (LeaseAnswer answer : List.of(
                new LeaseAnswer.Alive(Duration.ofSeconds(StoreConfig.Leases.SECONDS_MAX)),
                new LeaseAnswer.Alive(Duration.ZERO),
                new LeaseAnswer.Ended(),
                new LeaseAnswer.NotLeading())) {
            assertThat(LeaseQuestion.decodeAnswer(LeaseQuestion.encode(answer))).isEqualTo(answer);
        }
    }

    @Test
    void what_makes_no_sense_is_malformed() {
        Property.forAll(Gen.bytes(), bytes -> {
            try {
                LeaseQuestion.decode(bytes);
                LeaseQuestion.decodeAnswer(bytes);
            } catch (ByteReader.Malformed expected) {
                assertThat(expected).hasMessageContaining("malformed");
            }
        });
        assertThatThrownBy(() -> LeaseQuestion.decode(Bytes.EMPTY)).isInstanceOf(ByteReader.Malformed.class);
    }
}
