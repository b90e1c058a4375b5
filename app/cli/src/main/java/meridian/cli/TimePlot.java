package meridian.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws what nodes knew of the time as SVG: how far their clocks were from their machines', and how wrong they may have been. */
final class TimePlot {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 260;
    private static final int LEFT = 90;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 30;
    private static final int TICKS = 4;

    /** So many columns at most: what happened within one is drawn as one. */
    private static final int COLUMNS = 480;

    private static final DateTimeFormatter HOUR_AND_MINUTE =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final StringBuilder charts = new StringBuilder();
    private int count;

    /** @param points as a node gives them: seconds since 1970, offset, and the bound where there was one */
    void add(String node, List<JsonNode> points) {
        List<Column> columns = columns(points);
        charts.append(String.format(Locale.ROOT, "<g transform=\"translate(0,%d)\">%n", count++ * HEIGHT));
        text(LEFT, TOP - 15, "start", node + ": the node's clock less the machine's, and its bound");
        if (columns.isEmpty()) {
            text(LEFT, TOP + 20, "start", "nothing is known yet");
        } else {
            new Chart(columns).draw();
        }
        charts.append("</g>\n");
    }

    private static List<Column> columns(List<JsonNode> points) {
        int each = Math.max(1, Math.ceilDiv(points.size(), COLUMNS));
        List<Column> columns = new ArrayList<>();
        for (int from = 0; from < points.size(); from += each) {
            columns.add(Column.of(points.subList(from, Math.min(points.size(), from + each))));
        }
        return columns;
    }

    private void text(double x, double y, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        charts.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escaped));
    }

    String svg() {
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                %s</svg>
                """, WIDTH, count * HEIGHT, charts);
    }

    /**
     * What lies in one place of the picture, in seconds.
     *
     * @param low the least that the offset may truly have been, and {@code high} the most; the same as the offset where
     *     nobody knew
     */
    private record Column(double time, double offset, double low, double high, boolean isBounded) {
        static Column of(List<JsonNode> points) {
            JsonNode last = points.getLast();
            boolean isBounded = points.stream().allMatch(point -> point.has(2));
            double low =
                    points.stream().mapToDouble(point -> edge(point, -1)).min().orElseThrow();
            double high =
                    points.stream().mapToDouble(point -> edge(point, 1)).max().orElseThrow();
            return new Column(last.get(0).asDouble(), last.get(1).asDouble(), low, high, isBounded);
        }

        private static double edge(JsonNode point, int direction) {
            return point.get(1).asDouble() + direction * point.path(2).asDouble(0);
        }
    }

    private final class Chart {
        private final List<Column> columns;
        private final double from;
        private final double to;
        private final double low;
        private final double high;

        Chart(List<Column> columns) {
            this.columns = columns;
            this.from = columns.getFirst().time();
            this.to = Math.max(columns.getLast().time(), from + 1);
            double least = columns.stream().mapToDouble(Column::low).min().orElseThrow();
            double most = columns.stream().mapToDouble(Column::high).max().orElseThrow();
            double margin = Math.max((most - least) / 20, 1e-9);
            this.low = least - margin;
            this.high = most + margin;
        }

        void draw() {
            for (int i = 0; i <= TICKS; i++) {
                grid(i);
            }
            for (List<Column> run : bounded()) {
                String upper =
                        run.stream().map(column -> at(column, column.high())).collect(Collectors.joining(" "));
                String lower = run.reversed().stream()
                        .map(column -> at(column, column.low()))
                        .collect(Collectors.joining(" "));
                charts.append("<polygon points=\"" + upper + " " + lower + "\" fill=\"#9ecae1\"/>\n");
            }
            String line =
                    columns.stream().map(column -> at(column, column.offset())).collect(Collectors.joining(" "));
            charts.append("<polyline points=\"" + line + "\" fill=\"none\" stroke=\"#08519c\"/>\n");
        }

        private void grid(int tick) {
            double value = low + (high - low) * tick / TICKS;
            double y = y(value);
            charts.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y));
            text(LEFT - 6, y + 4, "end", Amount.signed(Amount.ofSeconds(value)));
            double time = from + (to - from) * tick / TICKS;
            text(x(time), HEIGHT - BOTTOM + 18, "middle", HOUR_AND_MINUTE.format(Instant.ofEpochSecond((long) time)));
        }

        /** Runs of columns in which the time was known. */
        private List<List<Column>> bounded() {
            List<List<Column>> runs = new ArrayList<>();
            List<Column> run = new ArrayList<>();
            for (Column column : columns) {
                if (column.isBounded()) {
                    run.add(column);
                } else if (!run.isEmpty()) {
                    runs.add(run);
                    run = new ArrayList<>();
                }
            }
            if (!run.isEmpty()) {
                runs.add(run);
            }
            return runs;
        }

        private String at(Column column, double value) {
            return String.format(Locale.ROOT, "%.1f,%.1f", x(column.time()), y(value));
        }

        private double x(double time) {
            return LEFT + (time - from) / (to - from) * (WIDTH - LEFT - RIGHT);
        }

        private double y(double value) {
            return TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM);
        }
    }
}
