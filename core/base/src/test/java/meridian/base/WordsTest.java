package meridian.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import meridian.base.Outcome.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, node ids, limits, outcomes, invariants. */
class WordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost:80", "10.0.0.1:0", "[::1]:65535", "node-1.example.org:2379"})
    void an_address_is_read_as_it_is_printed(String text) {
        assertThat(Address.parse(text)).hasToString(text);
    }

    @Test
    void an_address_has_a_host_and_a_port() {
        assertThat(Address.parse("[fe80::1]:7")).isEqualTo(new Address("fe80::1", 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":80", "host:", "host:x", "host:-1", "host:65536", " :1", "host:99999999999"})
    void what_is_no_address_is_refused_by_name(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not an address");
    }

    @Test
    void only_this_machine_reaches_a_loopback_address() {
        assertThat(new Address("127.0.0.1", 1).isLoopback()).isTrue();
        assertThat(new Address("127.9.9.9", 1).isLoopback()).isTrue();
        assertThat(new Address("::1", 1).isLoopback()).isTrue();
        assertThat(new Address("0.0.0.0", 1).isLoopback()).isFalse();
        assertThat(new Address("192.168.0.1", 1).isLoopback()).isFalse();
        assertThat(new Address("no such host", 1).isLoopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n1", "A", "0", "eu-west.node_7"})
    void a_node_id_is_a_plain_name(String name) {
        assertThat(new NodeId(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "a b", "a/b", "ä", "a\n"})
    void other_names_are_refused_with_the_rule(String name) {
        assertThatThrownBy(() -> new NodeId(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a node id: use 1 to 63");
    }

    @Test
    void a_node_id_has_63_characters_at_most() {
        assertThat(new NodeId("a".repeat(63)).name()).hasSize(63);
        assertThatThrownBy(() -> new NodeId("a".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void node_ids_sort_by_name() {
        assertThat(new NodeId("a")).isLessThan(new NodeId("b"));
    }

    @Test
    void a_limit_names_itself() {
        Limit limit = new Limit("store.request-bytes-max", 10);
        assertThat(limit.allows(10)).isTrue();
        assertThat(limit.allows(11)).isFalse();
        assertThat(limit.exceeded(11)).isEqualTo("11 exceeds the limit store.request-bytes-max of 10");
        assertThatThrownBy(() -> new Limit("x", 0)).hasMessage("x is 0: it must be greater than 0");
    }

    @Test
    void mapping_an_outcome_changes_only_what_was_applied() {
        assertThat(Outcome.applied(1).map(it -> it + 1)).isEqualTo(Outcome.applied(2));
        assertThat(Outcome.<Integer>notApplied(Refusal.OVERLOADED, "full").map(it -> it + 1))
                .isEqualTo(Outcome.notApplied(Refusal.OVERLOADED, "full"));
        assertThat(Outcome.<Integer>unknown("late").map(it -> it + 1)).isEqualTo(Outcome.unknown("late"));
    }

    @Test
    void a_broken_invariant_says_what_is_broken() {
        Invariant.check(true, "never shown %s", "here");
        assertThatThrownBy(() -> Invariant.check(false, "index %d after %d", 3, 4))
                .isInstanceOf(Invariant.BrokenInvariant.class)
                .hasMessage("index 3 after 4");
        assertThatThrownBy(() -> Invariant.check(false, "index %d", 3)).hasMessage("index 3");
        assertThatThrownBy(() -> Invariant.check(false, "100 %")).hasMessage("100 %");
    }
}
