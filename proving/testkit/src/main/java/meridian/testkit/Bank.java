package meridian.testkit;

import java.util.Map;
import java.util.Set;

/** Checks that money moves and is neither made nor lost: every state that anybody reads has all of it. */
public final class Bank {
    private final Set<String> accounts;
    private final long total;

    public Bank(Set<String> accounts, long total) {
        this.accounts = Set.copyOf(accounts);
        this.total = total;
    }

    /** Throws unless the balances, all read at once, can be those of one moment. */
    public void require(Map<String, Long> balances) {
        if (!balances.keySet().equals(accounts)) {
            throw new AssertionError("the accounts are " + accounts + " and not those of " + balances);
        }
        long sum = balances.values().stream().mapToLong(Long::longValue).sum();
        if (sum != total) {
            throw new AssertionError("there is " + total + " in the bank and not " + sum + " as in " + balances);
        }
        balances.forEach((account, balance) -> {
            if (balance < 0) {
                throw new AssertionError(account + " is overdrawn in " + balances);
            }
        });
    }
}
