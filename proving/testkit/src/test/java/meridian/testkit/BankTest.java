package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BankTest {
    private final Bank bank = new Bank(Set.of("ada", "bob"), 100);

    @Test
    void money_that_moves_is_right() {
        bank.require(Map.of("ada", 50L, "bob", 50L));
        bank.require(Map.of("ada", 0L, "bob", 100L));
    }

    @Test
    void money_that_is_on_its_way_nowhere_is_found() {
        wrong("there is 100 in the bank and not 90", Map.of("ada", 40L, "bob", 50L));
        wrong("there is 100 in the bank and not 110", Map.of("ada", 60L, "bob", 50L));
    }

    @Test
    void an_overdrawn_account_is_found() {
        wrong("ada is overdrawn", Map.of("ada", -1L, "bob", 101L));
    }

    @Test
    void an_account_that_is_missing_or_new_is_found() {
        wrong("the accounts are", Map.of("ada", 100L));
        wrong("the accounts are", Map.of("ada", 50L, "bob", 50L, "eve", 0L));
    }

    private void wrong(String message, Map<String, Long> balances) {
        assertThatThrownBy(() -> bank.require(balances))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }
}
