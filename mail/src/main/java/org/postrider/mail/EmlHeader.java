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
import java.util.List;
import java.util.Locale;
import org.postrider.mime.FormatException;
import org.postrider.smtp.Envelope;

/** The header of a ready-made message, as far as it tells who gets it. */
final class EmlHeader {
    private static final int LARGEST = 1 << 20;

    private final List<StringBuilder> fields = new ArrayList<>();

    private EmlHeader(String header) {
        header.lines().forEach(this::add);
    }

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

    private void add(String line) {
        boolean folded = line.startsWith(" ") || line.startsWith("\t");
        if (folded && !fields.isEmpty()) {
            fields.get(fields.size() - 1).append(line);
        } else {
            fields.add(new StringBuilder(line));
        }
    }

    Envelope envelope() {
        if (!addresses("Bcc").isEmpty()) {
            throw new IllegalStateException("The header has a Bcc field, which everybody would read: remove it,"
                    + " and name those who get the message in an Envelope of your own");
        }
        List<String> recipients = new ArrayList<>(addresses("To"));
        recipients.addAll(addresses("Cc"));
        if (recipients.isEmpty()) {
            throw new IllegalStateException(
                    "The header names no recipient: add a To or Cc field, or give an Envelope of your own");
        }
        return Envelope.of(author(), recipients);
    }

    private String author() {
        for (String name : List.of("Sender", "From")) {
            List<String> addresses = addresses(name);
            if (!addresses.isEmpty()) {
                return addresses.get(0);
            }
        }
        throw new IllegalStateException(
                "The header names no author: add a From field, or give an Envelope of your own");
    }

    private List<String> addresses(String name) {
        MailAddressCollection all = new MailAddressCollection();
        String start = name.toLowerCase(Locale.ROOT);
        for (StringBuilder field : fields) {
            int colon = field.indexOf(":");
            if (colon > 0
                    && field.substring(0, colon).trim().toLowerCase(Locale.ROOT).equals(start)) {
                String value = field.substring(colon + 1).trim();
                if (!value.isEmpty()) {
                    all.add(value);
                }
            }
        }
        return all.stream().map(MailAddress::mailbox).toList();
    }
}
