package meridian.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of words and numbers, for a screen or for a page; the first column is of words, the others are of numbers. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /** The first row is the head. */
    public Table row(Object... cells) {
        rows.add(List.of(cells).stream().map(Table::cell).toList());
        return this;
    }

    private static String cell(Object value) {
        return value instanceof Number number ? "%,d".formatted(number.longValue()) : value.toString();
    }

    public String text() {
        int[] widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder("  ");
        for (int column = 0; column < row.size(); column++) {
            String format = column == 0 ? "%-" + widths[column] + "s" : "  %" + widths[column] + "s";
            line.append(format.formatted(row.get(column)));
        }
        return line.append('\n').toString();
    }

    public String markdown() {
        String rule = IntStream.range(0, rows.getFirst().size())
                .mapToObj(column -> column == 0 ? "---" : "---:")
                .collect(Collectors.joining("|", "|", "|\n"));
        List<String> lines = rows.stream()
                .map(row -> row.stream().collect(Collectors.joining(" | ", "| ", " |\n")))
                .toList();
        return lines.getFirst() + rule + String.join("", lines.subList(1, lines.size()));
    }
}
