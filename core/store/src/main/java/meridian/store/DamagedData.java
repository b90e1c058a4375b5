package meridian.store;

import java.nio.file.Path;

/** A file of the state is not what was written. The node must not start from it; it can rejoin empty. */
public final class DamagedData extends RuntimeException {
    private final transient Path file;

    DamagedData(Path file, String reason) {
        super(file + " is damaged: " + reason);
        this.file = file;
    }

    public Path file() {
        return file;
    }
}
