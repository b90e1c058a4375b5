package meridian.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import meridian.base.Clock;
import meridian.base.Disk;
import meridian.base.Machine;

/** The page on which long runs leave what came of them, the newest at the end. */
public final class Logbook {
    private static final Path PAGE = Path.of("docs", "reliability.md");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    private final Path page;
    private final String commit;
    private final Clock clock;
    private final Disk disk;

    /** @param commit of the sources that ran */
    public Logbook(Path page, String commit, Clock clock, Disk disk) {
        this.page = page;
        this.commit = commit;
        this.clock = clock;
        this.disk = disk;
    }

    /** @param home the folder of the sources */
    public static Logbook of(Path home) {
        return new Logbook(home.resolve(PAGE), commit(home), Machine.clock(), Machine.disk());
    }

    /** Adds what came of a run. Returns the page. */
    public Path add(String title, String text) {
        String before = disk.exists(page) ? new String(disk.read(page), StandardCharsets.UTF_8) : "";
        String entry = "\n## %s, %s\n\nCommit %s. %s\n"
                .formatted(DAY.format(Instant.ofEpochMilli(clock.unixMillis())), title, commit, text.strip());
        disk.replace(page, (before + entry).getBytes(StandardCharsets.UTF_8));
        return page;
    }

    /** Marked if the sources are not as they were committed. */
    private static String commit(Path home) {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                    .directory(home.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? answer : "not known";
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot ask git for the commit of " + home, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking git", e);
        }
    }
}
