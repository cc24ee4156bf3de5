package org.postrider.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.MessageContent;

/**
 * A message that is ready made: an {@code .eml} file, sent as it is.
 *
 * <p>The file is read once when this is made, to learn whether it has octets above 127, and again each time it is sent; nothing of it is
 * kept in memory. If it was changed in between, sending fails. Line ends become CR LF on the wire. Immutable and thread safe.
 *
 * <p>One trap: the header goes as it stands, with a Bcc field if it has one. Recipients are those of the envelope.
 */
public final class Eml implements MessageContent {
    private final Path file;
    private final long size;
    private final FileTime modified;
    private final EmlScan scan;

    private Eml(Path file, BasicFileAttributes attributes, EmlScan scan) {
        this.file = file;
        this.size = attributes.size();
        this.modified = attributes.lastModifiedTime();
        this.scan = scan;
    }

    /**
     * Reads a file through and makes it ready to be sent.
     *
     * @param file a message in the form of RFC 5322
     * @return its content
     * @throws UncheckedIOException if the file can't be read
     * @throws org.postrider.mime.FormatException if it holds a NUL or a line of more than 998 octets, which SMTP can't carry
     */
    public static Eml of(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Eml(file, attributes, EmlScan.of(channel));
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read the message in " + file, e);
        }
    }

    @Override
    public BodyType leastBodyType() {
        return scan.isEightBit() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
    }

    @Override
    public boolean needsSmtpUtf8() {
        return scan.isHeaderEightBit();
    }

    @Override
    public long size(BodyType bodyType) {
        return size;
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public ReadableByteChannel open(BodyType bodyType) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        if (now.size() != size || !now.lastModifiedTime().equals(modified)) {
            throw new IOException(file + " was changed since it was made ready to be sent: call Eml.of again");
        }
        return FileChannel.open(file);
    }
}
