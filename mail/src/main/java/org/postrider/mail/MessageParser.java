package org.postrider.mail;

import java.io.IOException;
import java.io.InputStream;
import org.postrider.mime.FormatException;
import org.postrider.mime.internal.PartReader;
import org.postrider.mime.internal.ReadPart;

/**
 * Reads messages back from the octets of an {@code .eml} file; .NET can only write them.
 *
 * <p>What {@link MailMessage#writeTo} wrote is read as it was, save for Bcc, which isn't written, and for a last line break of a message that
 * is text alone. Mail of others is read however broken it is: bare line feeds, unknown charsets, torn base64, missing boundaries. Reading runs
 * nothing and fetches nothing, takes time in proportion to the octets, and what it gives can be changed and sent like any message.
 *
 * <p>The first text is the body; its other forms are views, with what they show in place; all else is attached, any further text too, and forms
 * of which none is text.
 * A field that no property can hold, such as a To with a malformed address, a From with two authors or References to more than 10,000
 * messages, is (also) in {@link MailMessage#getHeaders()}. Left out are fields without a value or with a name of more than 100 characters, text before the first
 * and after the last part, groups without members, and of the parts' own fields those that no property stands for. What isn't said, the
 * author even, isn't set. A file name that is a path becomes its last part. A body that flows (RFC 3676) is unwrapped, and will be wrapped again when it is written.
 *
 * <p>Refused are more than 50 levels of parts, 10,000 parts, 1,000 fields in a header, 1,000 parameters in a field, 100,000 addresses, and
 * 100,000 fields or parameters in all headers together. Immutable and thread safe.
 *
 * <p>One trap: the signature of a signed message holds no longer when what was read is sent; send the file as it is, by {@link Eml}.
 */
public final class MessageParser {
    private static final int LARGEST = 64 * 1024 * 1024; // more than nearly all servers take

    private final int limit;

    /** Makes a parser of messages up to 64 MiB. */
    public MessageParser() {
        this(LARGEST);
    }

    /**
     * Makes a parser of messages up to a size.
     *
     * @param limit the most octets; the memory that a message takes is a small multiple of what it has, and at most some
     *     50 MB more for the fields and addresses of one that is made to take much
     * @throws IllegalArgumentException if it isn't above 0
     */
    public MessageParser(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("The limit is a number of octets above 0, not " + limit);
        }
        this.limit = limit;
    }

    /**
     * Reads a message.
     *
     * @param input the message, which is read to its end or to the limit, and stays open
     * @return what was read, all in memory
     * @throws FormatException if it goes beyond a limit
     * @throws IOException if the input fails
     */
    public MailMessage parse(InputStream input) throws IOException {
        byte[] octets = input.readNBytes(limit);
        if (octets.length == limit && input.read() >= 0) {
            throw new FormatException("The message has more than " + limit
                    + " octets: make the parser with a higher limit, or send the file as it is, by Eml");
        }
        ReadPart root = PartReader.read(octets);
        MailMessage message = new MailMessage((MailAddress) null);
        HeaderMapper.fill(message, root.fields());
        PartMapper.fill(message, root);
        return message;
    }
}
