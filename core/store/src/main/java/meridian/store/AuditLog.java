package meridian.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Clock;
import meridian.base.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an audit trail as lines of JSON into {@code audit.jsonl}; older lines are in {@code audit.jsonl.1},
 * {@code audit.jsonl.2} and so on. Nobody waits for it: entries go through a bounded queue, and when that is full the log
 * says how many were lost. A crash of the process loses what was in the queue, one of the machine also what the
 * operating system had not yet written.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {
    public static final String FILE = "audit.jsonl";

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int WRITTEN_AT_ONCE = 256;
    private static final long LOOK_MILLIS = 200;
    private static final long CLOSING_MILLIS = 2_000;

    private final Path folder;
    private final AuditConfig config;
    private final Disk disk;
    private final Clock clock;
    private final BlockingQueue<Taken> waiting;
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    // The writer's own.
    private Disk.Appender file;
    private long size;

    private AuditLog(Path folder, AuditConfig config, Disk disk, Clock clock) {
        this.folder = folder;
        this.config = config;
        this.disk = disk;
        this.clock = clock;
        this.waiting = new ArrayBlockingQueue<>(config.waitingMax());
        disk.makeFolders(folder);
        Path path = folder.resolve(FILE);
        this.size = disk.exists(path) ? disk.size(path) : 0;
        this.file = disk.exists(path) ? disk.append(path) : disk.create(path);
        this.writer = Thread.ofPlatform().daemon().name("store-audit").unstarted(this::run);
    }

    private record Taken(long unixMillis, AuditEntry entry) {}

    public static AuditLog open(Path folder, AuditConfig config, Disk disk, Clock clock) {
        AuditLog log = new AuditLog(folder, config, disk, clock);
        log.writer.start();
        return log;
    }

    @Override
    public void record(AuditEntry entry) {
        if (closed || !waiting.offer(new Taken(clock.unixMillis(), entry))) {
            lost.incrementAndGet();
        }
    }

    private void run() {
        List<Taken> batch = new ArrayList<>(WRITTEN_AT_ONCE);
        while (!closed || !waiting.isEmpty()) {
            try {
                Taken first = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, WRITTEN_AT_ONCE - 1);
                }
                write(batch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (RuntimeException e) {
                LOG.error("{} entries could not be written to the audit log in {}", batch.size(), folder, e);
                lost.addAndGet(batch.size());
            }
            batch.clear();
        }
        write(List.of());
        file.close();
    }

    private void write(List<Taken> batch) {
        StringBuilder lines = new StringBuilder();
        for (Taken taken : batch) {
            append(lines, taken);
        }
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            lines.append("{\"time\":\"")
                    .append(time(clock.unixMillis()))
                    .append("\",\"lost\":")
                    .append(missing)
                    .append(",\"reason\":");
            string(lines, config.waiting().exceeded(config.waitingMax() + missing));
            lines.append("}\n");
        }
        if (!lines.isEmpty()) {
            write(lines.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void write(byte[] bytes) {
        if (size > 0 && size + bytes.length > config.fileMax()) {
            rotate();
        }
        file.write(bytes);
        size += bytes.length;
    }

    private void rotate() {
        file.force();
        file.close();
        for (int i = config.filesKept() - 1; i >= 1; i--) {
            if (disk.exists(aside(i))) {
                disk.rename(aside(i), aside(i + 1));
            }
        }
        disk.rename(folder.resolve(FILE), aside(1));
        file = disk.create(folder.resolve(FILE));
        size = 0;
        disk.forceFolder(folder);
    }

    private Path aside(int number) {
        return folder.resolve(FILE + "." + number);
    }

    private static void append(StringBuilder lines, Taken taken) {
        AuditEntry entry = taken.entry;
        lines.append("{\"time\":\"").append(time(taken.unixMillis)).append("\",\"user\":");
        string(lines, entry.user());
        lines.append(",\"from\":");
        string(lines, entry.from());
        lines.append(",\"action\":");
        string(lines, entry.action());
        lines.append(",\"target\":");
        string(lines, entry.target());
        lines.append(",\"outcome\":\"")
                .append(entry.outcome().name().toLowerCase(Locale.ROOT))
                .append("\",\"reason\":");
        string(lines, entry.reason());
        lines.append("}\n");
    }

    private static String time(long unixMillis) {
        return Instant.ofEpochMilli(unixMillis).toString();
    }

    /** Escapes everything that could end the string or the line: names and keys come from outside. */
    private static void string(StringBuilder lines, String text) {
        lines.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                lines.append('\\').append(c);
            } else if (c < ' ' || c == '\u007f' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
                lines.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                lines.append(c);
            }
        }
        lines.append('"');
    }

    /** Writes what waits. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
