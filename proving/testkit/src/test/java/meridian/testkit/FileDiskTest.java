package meridian.testkit;

import java.nio.file.Path;
import meridian.base.Disk;
import meridian.base.Machine;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest extends DiskContract {
    @TempDir
    Path folder;

    @Override
    Disk disk() {
        return Machine.disk();
    }

    @Override
    Path root() {
        return folder;
    }
}
