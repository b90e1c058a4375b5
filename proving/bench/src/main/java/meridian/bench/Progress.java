package meridian.bench;

import java.io.PrintWriter;
import java.util.Locale;

/** Tells the person who waits what is going on. Never on stdout, which belongs to the result. */
final class Progress {
    private final PrintWriter out;

    Progress(PrintWriter out) {
        this.out = out;
    }

    void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
        out.flush();
    }
}
