package meridian.time;

import java.util.Optional;

/** What became of a question. */
sealed interface Reply {
    /** Why this cannot be used, in a few words about the server; nothing when it can. */
    String complaint();

    /** Is it the server's, whether it can be used or not? */
    default boolean isOfServer() {
        return true;
    }

    /**
     * The server told the time.
     *
     * @param earlier the exchange before, about which more is known now
     * @param mark by which the server finds this answer again, to tell more about it
     */
    record Answer(Exchange exchange, Optional<Exchange> earlier, long mark, boolean kernelStamps) implements Reply {
        Answer(Exchange exchange, boolean kernelStamps) {
            this(exchange, Optional.empty(), 0, kernelStamps);
        }

        @Override
        public String complaint() {
            return "";
        }
    }

    /** The server wants something else than more questions: NTP's kiss of death, of four letters. */
    record Kiss(String code) implements Reply {
        boolean slower() {
            return code.equals("RATE");
        }

        boolean never() {
            return code.equals("DENY") || code.equals("RSTR");
        }

        @Override
        public String complaint() {
            if (slower()) {
                return "it wants to be asked less often";
            }
            return (never() ? "it wants no questions from us" : "it has no answer for us") + " (" + code + ")";
        }
    }

    /** The server answered, but with nothing to know the time by. */
    record Useless(String complaint) implements Reply {}

    /** This is no answer to our question; the right one may yet come. */
    record Foreign(String reason) implements Reply {
        @Override
        public String complaint() {
            return "what came was no answer to our question: " + reason;
        }

        @Override
        public boolean isOfServer() {
            return false;
        }
    }

    /** Nothing came in time. */
    record Silence() implements Reply {
        @Override
        public String complaint() {
            return "no answer";
        }

        @Override
        public boolean isOfServer() {
            return false;
        }
    }

    /** The question could not be sent, or somebody on the way said that it cannot arrive. */
    record Unreachable(String complaint) implements Reply {
        @Override
        public boolean isOfServer() {
            return false;
        }
    }
}
