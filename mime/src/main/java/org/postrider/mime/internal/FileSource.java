package org.postrider.mime.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file, opened anew for each reader; what is sent is what it holds then. */
public final class FileSource implements ContentSource {
    private final Path path;

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
            throw new IOException(
                    path + ": not a readable file: name a file, and give this process the right to read it");
        }
        this.path = path;
    }

    @Override
    public ReadableByteChannel open() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    /** {@inheritDoc} A pipe or a file that has gone is of unknown size; {@link #open} will say what's wrong with it. */
    @Override
    public long size() {
        try {
            return Files.isRegularFile(path) ? Files.size(path) : -1;
        } catch (IOException unknown) {
            return -1;
        }
    }

    @Override
    public boolean mayBlock() {
        return true;
    }
}
