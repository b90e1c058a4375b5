package meridian.coordination;

import static meridian.coordination.CoordinationFixture.await;
import static meridian.coordination.CoordinationFixture.bytes;
import static meridian.coordination.CoordinationFixture.done;
import static meridian.coordination.CoordinationFixture.ended;
import static meridian.coordination.CoordinationFixture.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemaphoreTest {
    private static final int PERMITS = 3;

    @TempDir
    Path folder;

    private CoordinationFixture fixture;
    private Semaphore semaphore;

    @BeforeEach
    void open() {
        fixture = new CoordinationFixture(folder);
        semaphore = fixture.coordination().semaphore(bytes("pool"), PERMITS);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<Hold> takeAll() {
        List<Hold> holds = new ArrayList<>();
        for (int i = 0; i < PERMITS; i++) {
            holds.add(held(semaphore.acquire(fixture.session())));
        }
        return holds;
    }

    private void awaitKeys(int count) {
        Await.until(count + " stand in line", () -> fixture.keys("pool/").size() == count);
    }

    @Test
    void as_many_hold_as_there_are_permits() {
        takeAll();
        assertThat(ended(semaphore.acquire(fixture.session(), Duration.ofMillis(50))))
                .isEqualTo(new Acquisition.GivenUp());
        awaitKeys(PERMITS);
    }

    @Test
    void a_permit_that_comes_back_goes_to_who_waits_longest() {
        List<Hold> holds = takeAll();
        Claim fourth = semaphore.acquire(fixture.session());
        awaitKeys(PERMITS + 1);
        Claim fifth = semaphore.acquire(fixture.session());
        awaitKeys(PERMITS + 2);
        assertThat(done(await(semaphore.release(holds.get(1))))).isTrue();
        held(fourth);
        assertThat(fifth.outcome()).isNotDone();
        assertThat(done(await(semaphore.release(holds.get(2))))).isTrue();
        held(fifth);
    }

    @Test
    void a_permit_ends_with_its_session() {
        long session = fixture.session();
        held(semaphore.acquire(session));
        held(semaphore.acquire(fixture.session()));
        held(semaphore.acquire(fixture.session()));
        Claim fourth = semaphore.acquire(fixture.session());
        awaitKeys(PERMITS + 1);
        fixture.end(session);
        held(fourth);
    }

    @Test
    void who_gives_up_takes_no_permit_with_it() {
        List<Hold> holds = takeAll();
        Claim fourth = semaphore.acquire(fixture.session());
        awaitKeys(PERMITS + 1);
        fourth.cancel();
        assertThat(ended(fourth)).isEqualTo(new Acquisition.GivenUp());
        Claim fifth = semaphore.acquire(fixture.session());
        awaitKeys(PERMITS + 1);
        assertThat(done(await(semaphore.release(holds.getFirst())))).isTrue();
        held(fifth);
    }

    @Test
    void without_permits_there_is_no_semaphore() {
        assertThatThrownBy(() -> fixture.coordination().semaphore(bytes("none"), 0))
                .hasMessageContaining("0 permits");
    }
}
