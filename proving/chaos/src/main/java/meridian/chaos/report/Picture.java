package meridian.chaos.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import meridian.chaos.load.Timeline;
import meridian.chaos.load.Timeline.Second;
import meridian.chaos.load.Timeline.Trouble;

/**
 * Throughput and latency over the time of a run as an SVG, one above the other, with the faults as bands behind both.
 * Seconds that share a column of the picture are drawn as the worst of them: the fewest answers, the longest times.
 */
final class Picture {
    private static final int WIDTH = 1200;
    private static final int LEFT = 70;
    private static final int PANEL = 220;
    private static final int TOP = 30;
    private static final int BETWEEN = 50;
    private static final int LEGEND_LINE = 20;
    private static final int LEGEND_ENTRY = 200;
    private static final int LEGEND_ENTRIES = (WIDTH - LEFT) / LEGEND_ENTRY;
    private static final int COLUMNS_MAX = 1100;
    private static final int MARKS = 6;

    /** The latencies' scale is logarithmic, from a tenth of a millisecond to ten seconds. */
    private static final double LOG_MIN = -1;

    private static final double LOG_MAX = 4;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final List<String> COLORS = List.of(
            "#e6194b", "#3cb44b", "#4363d8", "#f58231", "#911eb4", "#008080", "#9a6324", "#808000", "#000075",
            "#f032e6", "#469990", "#800000", "#bfa000", "#2f4f4f", "#6a5acd", "#d2691e", "#708090", "#b03060");

    private final List<Second> seconds;
    private final List<Trouble> troubles;
    private final Map<String, String> colors = new LinkedHashMap<>();
    private final StringBuilder svg = new StringBuilder();

    private Picture(Timeline timeline) {
        this.seconds = timeline.seconds();
        this.troubles = timeline.troubles();
        for (Trouble trouble : troubles) {
            colors.computeIfAbsent(trouble.name(), _ -> COLORS.get(colors.size() % COLORS.size()));
        }
    }

    static String draw(Timeline timeline) {
        return new Picture(timeline).draw();
    }

    private String draw() {
        int second = TOP + PANEL + BETWEEN;
        int bottom = second + PANEL + BETWEEN;
        int height = bottom + LEGEND_LINE * (2 + colors.size() / LEGEND_ENTRIES);
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>",
                WIDTH + LEFT, height);
        add("<rect width='100%%' height='100%%' fill='white'/>");
        bands(TOP);
        bands(second);
        throughput(TOP);
        latency(second);
        timeAxis(second + PANEL);
        legend(bottom);
        return svg.append("</svg>\n").toString();
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private double x(Duration time) {
        return LEFT + (WIDTH - LEFT) * time.toMillis() / (Math.max(1, seconds.size()) * 1e3);
    }

    private void bands(int top) {
        for (Trouble trouble : troubles) {
            double from = x(trouble.stretch().begin());
            String color = colors.getOrDefault(trouble.name(), COLORS.getFirst());
            double width = Math.max(1, x(trouble.stretch().end()) - from);
            add(
                    "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s' fill-opacity='0.25'>"
                            + "<title>%s, %d ms</title></rect>",
                    from,
                    top,
                    width,
                    PANEL,
                    color,
                    trouble.name(),
                    trouble.stretch().length().toMillis());
            if (width > LEGEND_LINE) {
                add(
                        "<text x='%.1f' y='%d' transform='rotate(90 %.1f %d)' fill='%s'>%s</text>",
                        from + 4, top + 4, from + 4, top + 4, color, trouble.name());
            }
        }
    }

    private void throughput(int top) {
        int most = Math.max(1, seconds.stream().mapToInt(Second::answers).max().orElse(1));
        frame(top, "answers per second");
        for (int mark = 0; mark <= MARKS; mark++) {
            double y = top + PANEL - PANEL * mark / (double) MARKS;
            mark(y, Integer.toString(most * mark / MARKS));
        }
        line(
                column -> column.stream().mapToInt(Second::answers).min().orElse(0),
                value -> top + PANEL * (1 - value / most),
                "#1f4e9c");
    }

    private void latency(int top) {
        frame(top, "time from question to answer, ms: median (blue) and what 99 of 100 stay below (red)");
        for (double power = LOG_MIN; power <= LOG_MAX; power++) {
            double milli = Math.pow(10, power);
            mark(latencyY(top, milli), milli < 1 ? "0.1" : Integer.toString((int) milli));
        }
        line(column -> worst(column, Second::median), value -> latencyY(top, value), "#1f4e9c");
        line(column -> worst(column, Second::high), value -> latencyY(top, value), "#c0392b");
    }

    private static double worst(List<Second> column, Function<Second, Duration> figure) {
        return column.stream()
                .map(figure)
                .mapToDouble(it -> it.toNanos() / NANOS_PER_MILLI)
                .max()
                .orElse(0);
    }

    private static double latencyY(int top, double milli) {
        double power = Math.clamp(Math.log10(Math.max(milli, 1e-3)), LOG_MIN, LOG_MAX);
        return top + PANEL * (1 - (power - LOG_MIN) / (LOG_MAX - LOG_MIN));
    }

    private void frame(int top, String title) {
        add("<rect x='%d' y='%d' width='%d' height='%d' fill='none' stroke='#888'/>", LEFT, top, WIDTH - LEFT, PANEL);
        add("<text x='%d' y='%d'>%s</text>", LEFT, top - 8, title);
    }

    private void mark(double y, String text) {
        add("<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#ddd'/>", LEFT, y, WIDTH, y);
        add("<text x='%d' y='%.1f' text-anchor='end'>%s</text>", LEFT - 6, y + 4, text);
    }

    private void line(ToDoubleFunction<List<Second>> figure, Function<Double, Double> y, String color) {
        int perColumn = Math.max(1, (seconds.size() + COLUMNS_MAX - 1) / COLUMNS_MAX);
        List<String> points = new ArrayList<>();
        for (int i = 0; i < seconds.size(); i += perColumn) {
            List<Second> column = seconds.subList(i, Math.min(seconds.size(), i + perColumn));
            points.add(String.format(
                    Locale.ROOT, "%.1f,%.1f", x(Duration.ofSeconds(i)), y.apply(figure.applyAsDouble(column))));
        }
        add("<polyline fill='none' stroke='%s' stroke-width='1.2' points='%s'/>", color, String.join(" ", points));
    }

    private void timeAxis(int y) {
        for (int mark = 0; mark <= MARKS; mark++) {
            Duration time = Duration.ofSeconds((long) seconds.size() * mark / MARKS);
            add(
                    "<text x='%.1f' y='%d' text-anchor='middle'>%d:%02d</text>",
                    x(time), y + 18, time.toMinutes(), time.toSecondsPart());
        }
    }

    private void legend(int top) {
        int entry = 0;
        for (Map.Entry<String, String> color : colors.entrySet()) {
            int x = LEFT + LEGEND_ENTRY * (entry % LEGEND_ENTRIES);
            int y = top + LEGEND_LINE * (entry / LEGEND_ENTRIES);
            add("<rect x='%d' y='%d' width='12' height='12' fill='%s' fill-opacity='0.4'/>", x, y, color.getValue());
            add("<text x='%d' y='%d'>%s</text>", x + 18, y + 10, color.getKey());
            entry++;
        }
    }
}
