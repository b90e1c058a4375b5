package meridian.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

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

    /** A kind whose values are lists of plain words or numbers. */
    static <T> Kind<List<T>> ofList(String expects, Parser<T> parser) {
        Kind<T> element = ofText(expects, parser);
        return new Kind<>() {
            @Override
            public String expects() {
                return expects;
            }

            @Override
            public List<T> read(JsonNode node) {
                if (!node.isArray()) {
                    throw new IllegalArgumentException("not a list");
                }
                return node.valueStream().map(element::read).toList();
            }
        };
    }

    /** Reads a value from its text, or throws {@link IllegalArgumentException}. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(String text);
    }
}
