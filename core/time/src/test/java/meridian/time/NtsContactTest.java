package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import meridian.base.Address;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

class NtsContactTest {
    private static final Address KEYS = new Address("127.0.0.1", 4460);
    private static final Address SERVER = new Address("127.0.0.1", 123);

    private long now;
    private int exchanges;
    private String refusal = "";

    private final NtsContact contact = new NtsContact(KEYS, this::exchange, () -> now, new SeededRandomness(1));

    private NtsGrant exchange(Address server) throws IOException {
        assertThat(server).isEqualTo(KEYS);
        exchanges++;
        if (!refusal.isEmpty()) {
            throw new IOException(refusal);
        }
        AesSiv key = new AesSiv(new byte[AesSiv.KEY_BYTES]);
        return new NtsGrant(SERVER, key, key, Collections.nCopies(2, new byte[100]));
    }

    @Test
    void keys_are_got_once_and_again_when_the_cookies_are_spent() throws IOException {
        assertThat(contact.next().server().getPort()).isEqualTo(123);
        contact.next();
        assertThat(exchanges).isEqualTo(1);
        now += Duration.ofMinutes(1).toNanos();
        contact.next();
        assertThat(exchanges).isEqualTo(2);
    }

    @Test
    void no_two_questions_are_alike() throws IOException {
        byte[] header = new Question(1).packet();
        assertThat(contact.next().proof().prove(header))
                .isNotEqualTo(contact.next().proof().prove(header));
    }

    @Test
    void a_server_that_gives_no_keys_is_asked_more_and_more_rarely() {
        refusal = "it is full";
        int seconds = 100_000;
        for (int i = 0; i < seconds; i++) {
            now += Duration.ofSeconds(1).toNanos();
            assertThatThrownBy(contact::next).hasMessage("no keys from 127.0.0.1:4460: it is full");
        }
        assertThat(exchanges).isBetween(30, 40);
    }

    @Test
    void keys_that_prove_nothing_are_replaced_but_not_all_the_time() throws IOException {
        contact.next();
        contact.answered(true);
        now += Duration.ofMinutes(1).toNanos();
        for (int i = 0; i < 3; i++) {
            contact.answered(false);
        }
        contact.next();
        assertThat(exchanges).isEqualTo(2);
        for (int i = 0; i < 3; i++) {
            contact.answered(false);
        }
        assertThatThrownBy(contact::next).hasMessage("it does not answer with the keys that it gave us");
        assertThat(exchanges).isEqualTo(2);
    }
}
