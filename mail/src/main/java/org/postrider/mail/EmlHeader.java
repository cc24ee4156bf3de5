package org.postrider.mail;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.postrider.mime.FormatException;
import org.postrider.smtp.Envelope;

/** The header of a ready-made message, as far as it tells who gets it. */
final class EmlHeader {
    private static final int LARGEST = 1 << 20;
    private static final String RESENT = "resent-";

    private final List<Field> fields = new ArrayList<>();

    private EmlHeader(String header) {
        header.lines().forEach(this::add);
    }

    /** A field with its name in small letters. */
    private record Field(String name, StringBuilder value) {}

    /** Reads up to the first empty line. A line end is CR, LF or both, as it is when the message is sent. */
    static EmlHeader read(ReadableByteChannel channel) throws IOException {
        InputStream input = new BufferedInputStream(Channels.newInputStream(channel));
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        int column = 0;
        boolean afterReturn = false;
        for (int octet = input.read(); octet >= 0; octet = input.read()) {
            boolean ends = octet == '\r' || (octet == '\n' && !afterReturn);
            if (ends && column == 0) {
                break;
            }
            header.write(octet);
            if (header.size() > LARGEST) {
                throw new FormatException(
                        "The header of the message is larger than 1 MiB: give an Envelope of your own");
            }
            column = octet == '\r' || octet == '\n' ? 0 : column + 1;
            afterReturn = octet == '\r';
        }
        return new EmlHeader(decode(header.toByteArray()));
    }

    /** A header beyond ASCII is UTF-8 (RFC 6532). */
    private static String decode(byte[] header) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header))
                    .toString();
        } catch (CharacterCodingException other) {
            throw new FormatException("The header of the message is neither ASCII nor UTF-8: encode it", other);
        }
    }

    /** Folded lines go on with the field before; lines without a colon, as an mbox's first, are none. */
    private void add(String line) {
        boolean folded = line.startsWith(" ") || line.startsWith("\t");
        int colon = line.indexOf(':');
        if (folded && !fields.isEmpty()) {
            fields.get(fields.size() - 1).value().append(line);
        } else {
            String name = line.substring(0, Math.max(0, colon)).strip().toLowerCase(Locale.ROOT);
            fields.add(new Field(name, new StringBuilder(line.substring(colon + 1))));
        }
    }

    Envelope envelope() {
        requireNoneHidden();
        List<Field> resent = newestResent();
        String prefix = resent.isEmpty() ? "" : RESENT;
        List<Field> block = resent.isEmpty() ? fields : resent;
        List<String> recipients = new ArrayList<>(mailboxes(block, prefix + "to"));
        recipients.addAll(mailboxes(block, prefix + "cc"));
        if (recipients.isEmpty()) {
            throw new IllegalStateException("The header names no recipient: add a To or Cc field"
                    + " (Resent-To or Resent-Cc if it was handed on), or give an Envelope of your own");
        }
        return Envelope.of(author(block, prefix), recipients);
    }

    private void requireNoneHidden() {
        if (!mailboxes(fields, "bcc").isEmpty()
                || !mailboxes(fields, RESENT + "bcc").isEmpty()) {
            throw new IllegalStateException("The header has a Bcc field, which everybody would read: remove it,"
                    + " and name those who get the message in an Envelope of your own");
        }
    }

    /** Each block is written above all that is there, so the first one is the newest; a name that comes again begins the next. */
    private List<Field> newestResent() {
        Set<String> names = new HashSet<>();
        return fields.stream()
                .dropWhile(field -> !field.name().startsWith(RESENT))
                .takeWhile(field -> field.name().startsWith(RESENT) && names.add(field.name()))
                .toList();
    }

    private static String author(List<Field> block, String prefix) {
        return Stream.of("sender", "from")
                .flatMap(name -> mailboxes(block, prefix + name).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The header names no author: add a From field"
                        + " (Resent-From if it was handed on), or give an Envelope of your own"));
    }

    private static List<String> mailboxes(List<Field> block, String name) {
        List<String> mailboxes = new ArrayList<>();
        for (Field field : block) {
            if (field.name().equals(name)) {
                AddressReader.Found found = AddressReader.read(field.value().toString());
                if (!found.complete()) {
                    throw new FormatException("The field " + name
                            + " of the message holds a malformed address: correct it, or give an Envelope of your own");
                }
                found.addresses().forEach(address -> mailboxes.add(address.mailbox()));
            }
        }
        return mailboxes;
    }
}
