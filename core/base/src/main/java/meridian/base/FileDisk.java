package meridian.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@link Disk} on the machine's file system. */
final class FileDisk implements Disk {
    @Override
    public Appender create(Path file) {
        return open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    @Override
    public Appender append(Path file) {
        return open(file, StandardOpenOption.APPEND);
    }

    private static Appender open(Path file, OpenOption... options) {
        return asking(() -> new ChannelAppender(FileChannel.open(file, options)));
    }

    @Override
    public byte[] read(Path file) {
        return asking(() -> Files.readAllBytes(file));
    }

    @Override
    public byte[] read(Path file, long offset, int length) {
        return asking(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                long left = Math.max(0, channel.size() - offset);
                ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, left));
                while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {}
                return buffer.array();
            }
        });
    }

    @Override
    public long size(Path file) {
        return asking(() -> Files.size(file));
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        return asking(() -> {
            try (Stream<Path> paths = Files.list(folder)) {
                return paths.filter(Files::isRegularFile).sorted().toList();
            }
        });
    }

    @Override
    public void makeFolders(Path folder) {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            makeFolders(parent);
        }
        asking(() -> Files.createDirectories(folder));
        if (parent != null) {
            forceFolder(parent);
        }
    }

    @Override
    public void hide(Path folder) {
        if (Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null) {
            asking(() -> Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------")));
        }
    }

    @Override
    public void rename(Path from, Path to) {
        asking(() -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    @Override
    public void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        asking(() -> {
            try (Stream<Path> paths = Files.walk(path)) {
                for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                }
            }
            return path;
        });
    }

    @Override
    public void forceFolder(Path folder) {
        asking(() -> {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
            return folder;
        });
    }

    private record ChannelAppender(FileChannel channel) implements Appender {
        @Override
        public void write(byte[] bytes) {
            asking(() -> {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                return bytes;
            });
        }

        @Override
        public void force() {
            asking(() -> {
                channel.force(false);
                return channel;
            });
        }

        @Override
        public void close() {
            asking(() -> {
                channel.close();
                return channel;
            });
        }
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    private static <T> T asking(Question<T> question) {
        try {
            return question.ask();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
