package org.postrider.mime.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A file, opened anew for each reader.
 *
 * <p>What it holds when it is first measured or opened is what goes: a reader that meets another size or time of change, at the start
 * or at the end, fails, so that nobody gets half of the old and half of the new. {@link #frozen()} gives a source that hasn't looked
 * yet. A pipe or device has no size and is not watched.
 */
public final class FileSource implements ContentSource {
    /** What a file looked like. */
    private record Look(long size, FileTime modified) {
        static @Nullable Look at(Path path) throws IOException {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return now.isRegularFile() ? new Look(now.size(), now.lastModifiedTime()) : null;
        }
    }

    private final Path path;
    private @Nullable Look promised; // guarded by this

    /**
     * Names the file and makes sure that it is there.
     *
     * @param path an existing file
     * @throws NoSuchFileException if there is no such file
     * @throws IOException if it is a directory, or can't be read
     */
    public FileSource(Path path) throws IOException {
        if (Files.notExists(path)) {
            throw new NoSuchFileException(path.toString(), null, "there is no such file: check the path");
        }
        if (Files.isDirectory(path) || !Files.isReadable(path)) {
            throw unreadable(path);
        }
        this.path = path;
    }

    private static IOException unreadable(Path path) {
        return new IOException(path + ": not a readable file: name a file, and give this process the right to read it");
    }

    private FileSource(FileSource other) {
        this.path = other.path;
    }

    @Override
    public ContentSource frozen() {
        return new FileSource(this);
    }

    @Override
    public ReadableByteChannel open() throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            requireUnchanged();
            return new WatchedChannel(channel);
        } catch (IOException changed) {
            channel.close();
            throw changed;
        }
    }

    /** {@inheritDoc} A pipe or a file that has gone is of unknown size; {@link #open} will say what's wrong with it. */
    @Override
    public long size() {
        try {
            Look look = look();
            return look == null ? -1 : look.size();
        } catch (IOException unknown) {
            return -1;
        }
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    private synchronized @Nullable Look look() throws IOException {
        if (promised == null) {
            promised = Look.at(path);
        }
        return promised;
    }

    private void requireUnchanged() throws IOException {
        Look look = look();
        if (look == null && Files.isDirectory(path)) {
            throw unreadable(path); // It is one since; the system says so only to who reads it, and not of what.
        }
        if (look != null && !look.equals(Look.at(path))) {
            throw new IOException(
                    path + " was changed since it was made ready to be sent: send it when nobody writes to it");
        }
    }

    private final class WatchedChannel implements ReadableByteChannel {
        private final FileChannel channel;

        private WatchedChannel(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int count = channel.read(target);
            if (count < 0) {
                requireUnchanged();
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
