package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import meridian.base.Bytes;
import meridian.base.Limit;
import org.junit.jupiter.api.Test;

class OutstandingTest {
    private final Outstanding outstanding = new Outstanding(new Limit("limit", 3));

    @Test
    void numbers_count_from_one() {
        assertThat(add(0).number()).isEqualTo(1);
        assertThat(add(0).number()).isEqualTo(2);
        assertThat(outstanding.lowest()).isEqualTo(1);
    }

    @Test
    void the_lowest_number_waits_for_the_oldest() {
        Submission<Long> first = add(0);
        Submission<Long> second = add(0);
        outstanding.settle(second.number());
        assertThat(outstanding.lowest()).isEqualTo(1);
        outstanding.settle(first.number());
        assertThat(outstanding.lowest()).isEqualTo(3);
    }

    @Test
    void the_oldest_holds_back_those_who_come_too_far_behind_it() {
        Submission<Long> first = add(0);
        outstanding.settle(add(0).number());
        outstanding.settle(add(0).number());
        assertThat(outstanding.add(submission(0))).isFalse();
        outstanding.settle(first.number());
        assertThat(add(0).number()).isEqualTo(4);
    }

    @Test
    void whoever_is_overdue_is_found() {
        Submission<Long> early = add(10);
        Submission<Long> settled = add(10);
        Submission<Long> late = add(20);
        outstanding.settle(settled.number());
        assertThat(outstanding.overdue(9)).isEmpty();
        assertThat(outstanding.overdue(10)).isEqualTo(List.of(early));
        assertThat(outstanding.all()).isEqualTo(List.of(early, late));
    }

    private Submission<Long> add(long deadline) {
        Submission<Long> submission = submission(deadline);
        assertThat(outstanding.add(submission)).isTrue();
        return submission;
    }

    private static Submission<Long> submission(long deadline) {
        return new Submission<>(Bytes.EMPTY, AnswerCodec.NUMBER, deadline);
    }
}
