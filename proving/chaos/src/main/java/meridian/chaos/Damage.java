package meridian.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import meridian.base.Invariant;
import meridian.chaos.base.ChaosFailure;
import meridian.testkit.SeededRandomness;

/** A byte of a file that is not what was written, as bad disks do it. It can be put right again. */
record Damage(Path file, int offset) {
    /** Is there anything in the file that was written? */
    static boolean canHit(Path file) {
        return written(read(file)) > 0;
    }

    /** Changes one bit of what was written. */
    static Damage flip(Path file, SeededRandomness randomness) {
        int written = written(read(file));
        Invariant.check(written > 0, "%s holds nothing to damage", file);
        Damage damage = new Damage(file, randomness.nextInt(written));
        damage.flip();
        return damage;
    }

    /** Zeros at the end of a file are space set aside, and mean nothing. */
    private static int written(byte[] content) {
        int written = content.length;
        while (written > 0 && content[written - 1] == 0) {
            written--;
        }
        return written;
    }

    /** Twice is as if nothing had been. */
    void flip() {
        byte[] content = read(file);
        content[offset] ^= 0x10;
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new ChaosFailure("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ChaosFailure("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
