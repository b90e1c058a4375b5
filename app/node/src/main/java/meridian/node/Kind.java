package meridian.node;

import com.fasterxml.jackson.databind.JsonNode;

/** What a setting takes. */
interface Kind<T> {
    /** For the guide and for whoever wrote something else: what is expected, with an example. */
    String expects();

    /** Throws {@link IllegalArgumentException}, or {@link BadConfig} for more than one problem. */
    T read(JsonNode node);

    /** A kind whose values are written as plain words or numbers. */
    static <T> Kind<T> ofText(String expects, Parser<T> parser) {
        return new Kind<>() {
            @Override
            public String expects() {
                return expects;
            }

            @Override
            public T read(JsonNode node) {
                if (!node.isValueNode()) {
                    throw new IllegalArgumentException("a list or a group of keys where one value belongs");
                }
                return parser.parse(node.asText().strip());
            }
        };
    }

    /** Reads a value from its text, or throws {@link IllegalArgumentException}. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(String text);
    }
}
