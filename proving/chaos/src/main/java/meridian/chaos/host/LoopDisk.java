package meridian.chaos.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;

/** A disk that is a file: an ext4 file system of its own, which can lose its power without anybody else's losing theirs. */
public final class LoopDisk implements AutoCloseable {
    static final long BYTES_DEFAULT = 256L << 20;

    private static final Duration RELEASE_MAX = Duration.ofSeconds(20);
    private static final String FILLER = "filler";
    private static final int BLOCK = 4096;
    private static final int BLOCKS_MAX = 10_000;

    private final Path image;
    private final Path folder;
    private final long bytes;
    private final List<Stall> stalls = new ArrayList<>();

    private LoopDisk(Path image, Path folder, long bytes) {
        this.image = image;
        this.folder = folder;
        this.bytes = bytes;
    }

    /**
     * Makes an empty disk and mounts it.
     *
     * @param image the file that is the disk; it takes only the space that is used
     * @param folder where it is mounted
     */
    static LoopDisk create(Path image, Path folder, long bytes) {
        Isolation.require();
        Folders.create(folder);
        LoopDisk disk = new LoopDisk(image, folder, bytes);
        disk.format();
        disk.mount();
        return disk;
    }

    Path folder() {
        return folder;
    }

    /**
     * What was not synced to the disk is gone, as when a machine loses its power. Whoever used it must have been killed
     * before; afterwards it is there again, with what was synced.
     */
    public void powerLoss() {
        fail();
        unmount();
        mount();
    }

    /** From now on everything on it fails, for those too who use it now. {@link #powerLoss} brings it back. */
    public void fail() {
        awaitStalls();
        FileSystemShutdown.shutDown(folder);
    }

    /** Leaves no space on it. */
    public void fill() {
        Path filler = folder.resolve(FILLER);
        long free = Attempt.to(
                "ask for the space of " + folder,
                () -> Files.getFileStore(folder).getUsableSpace());
        // It may not get all of that, because it needs some space for keeping count.
        Command.of("fallocate", "--length", Long.toString(Math.max(free, BLOCK)), filler.toString())
                .attempt();
        try (FileChannel channel = FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            topUp(channel);
        } catch (IOException e) {
            throw new ChaosFailure("Cannot fill " + folder + ": " + e, e);
        }
    }

    private void topUp(FileChannel filler) throws IOException {
        for (int blocks = 0; blocks < BLOCKS_MAX; blocks++) {
            try {
                filler.write(ByteBuffer.allocate(BLOCK));
            } catch (IOException full) {
                if (Files.getFileStore(folder).getUsableSpace() >= BLOCK) {
                    throw full;
                }
                filler.force(true);
                return;
            }
        }
        throw new ChaosFailure(folder + " is not full after " + BLOCKS_MAX + " blocks more than it had room for");
    }

    /** Gives back what {@link #fill} took, so that a loss of power right afterwards does not take it again. */
    public void free() {
        Folders.delete(folder.resolve(FILLER));
        sync();
    }

    /** All that was written to it stays from now on. */
    public void sync() {
        Command.of("sync", "--file-system", folder.toString()).run();
    }

    /** Whoever writes stands still for so long, then goes on. It is begun when this returns, and ends whatever we do. */
    public synchronized Stall stall(Duration length) {
        Stall stall = Stall.begin(folder, length);
        stalls.add(stall);
        return stall;
    }

    /** A new, empty disk instead of this one. Nobody must be using it. */
    public void replace() {
        unmount();
        format();
        mount();
    }

    private void format() {
        Folders.delete(image);
        // Nothing is set aside for root, as whom the nodes run here.
        Command.of("mkfs.ext4", "-q", "-F", "-m", "0", image.toString(), (bytes >> 10) + "k")
                .run();
    }

    /** The loop device goes with the mount. That of an earlier mount may take a moment to go. */
    private void mount() {
        Command.of("mount", "-t", "ext4", "-o", "loop", image.toString(), folder.toString())
                .runUntilItWorks(RELEASE_MAX);
    }

    /** What a killed process had open may take a moment to be closed. */
    private void unmount() {
        awaitStalls();
        Command.of("umount", folder.toString()).runUntilItWorks(RELEASE_MAX);
    }

    private synchronized void awaitStalls() {
        stalls.forEach(Stall::awaitEnd);
        stalls.clear();
    }

    /** The image stays, for whoever wants to look at it later. */
    @Override
    public void close() {
        unmount();
    }
}
