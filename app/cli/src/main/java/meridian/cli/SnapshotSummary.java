package meridian.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HexFormat;
import meridian.store.SnapshotArchive;

/** What a command says about an archive. */
record SnapshotSummary(Path file, SnapshotArchive.Summary summary) {
    private static final double MEBIBYTE = 1 << 20;

    void show(Screen screen, OutputFormat output) {
        switch (output) {
            case json -> screen.json(json());
            case text ->
                screen.say("%s: %.1f MiB in %d files, up to log index %d of term %d, SHA-256 %s"
                        .formatted(
                                file,
                                summary.bytes() / MEBIBYTE,
                                summary.parts().size(),
                                summary.position().index(),
                                summary.position().term(),
                                digest()));
        }
    }

    private ObjectNode json() {
        return Screen.object()
                .put("file", file.toString())
                .put("bytes", summary.bytes())
                .put("files", summary.parts().size())
                .put("term", summary.position().term())
                .put("index", summary.position().index())
                .put("sha256", digest());
    }

    private String digest() {
        return HexFormat.of().formatHex(summary.digest().array());
    }
}
