package meridian.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows of text under headers; the first column is aligned to the left, numbers follow to the right. */
final class Table {
    private final List<String> headers;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headers) {
        this.headers = List.of(headers);
    }

    void add(String... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException(cells.length + " cells under " + headers.size() + " headers");
        }
        rows.add(List.of(cells));
    }

    String text() {
        int[] widths = IntStream.range(0, headers.size()).map(this::width).toArray();
        return Stream.concat(Stream.of(headers), rows.stream())
                .map(row -> line(row, widths))
                .collect(Collectors.joining());
    }

    String markdown() {
        String rule = "|---|" + "--:|".repeat(headers.size() - 1) + "\n";
        return markdownLine(headers)
                + rule
                + rows.stream().map(Table::markdownLine).collect(Collectors.joining());
    }

    private int width(int column) {
        return Stream.concat(Stream.of(headers), rows.stream())
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            String padding = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? cell + padding : "  " + padding + cell);
        }
        return line.toString().stripTrailing() + "\n";
    }

    private static String markdownLine(List<String> row) {
        return row.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
