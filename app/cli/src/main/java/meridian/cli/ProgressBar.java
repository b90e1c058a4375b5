package meridian.cli;

import java.io.PrintWriter;

/** Shows how far something is, where a person watches: one line that is written over and over. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 40;

    private final PrintWriter terminal;
    private final boolean watched;
    private long shown = -1;

    ProgressBar(PrintWriter terminal, boolean watched) {
        this.terminal = terminal;
        this.watched = watched;
    }

    void show(long done, long total) {
        long percent = total == 0 ? 100 : done * 100 / total;
        if (watched && percent != shown) {
            shown = percent;
            int full = (int) (percent * WIDTH / 100);
            terminal.print("\r  [" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + percent + " %");
            terminal.flush();
        }
    }

    @Override
    public void close() {
        if (watched && shown >= 0) {
            terminal.println();
            terminal.flush();
        }
    }
}
