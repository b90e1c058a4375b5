package meridian.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import meridian.base.Disk;
import meridian.node.BadConfig;
import meridian.node.ConfigReader;

/** A configuration file that an operator wrote; it has been checked. */
record ConfigFile(Path path, String yaml) {
    static ConfigFile read(Path path, Disk disk) {
        if (!disk.exists(path)) {
            throw new Failure("There is no configuration file " + path + ".");
        }
        String yaml = new String(disk.read(path), StandardCharsets.UTF_8);
        try {
            ConfigReader.read(yaml, path.resolveSibling(""));
        } catch (BadConfig e) {
            throw new Failure(ConfigProblems.describe(path, e));
        }
        return new ConfigFile(path, yaml);
    }

    /** Does it describe one particular node? */
    boolean namesNode() {
        return ConfigReader.sets(yaml, "node.id");
    }
}
