package org.postrider.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postrider.mail.MailAddress;
import org.postrider.mail.MailMessage;

/** The way of a message over the wire and back, with what holds for every message that was ever written. */
final class Wire {
    private static final int LONGEST_LINE = 998; // RFC 5322, 2.1.1

    private Wire() {}

    /** A message that lacks nothing but what is under test. */
    static MailMessage message() {
        MailMessage message = new MailMessage();
        message.setFrom(new MailAddress("jane@example.org"));
        return message;
    }

    /** Any text; two characters of no use stand for the halves of others, which UTF-8 doesn't have. */
    static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8)
                .replace('\uFFFC', '\uD83D')
                .replace('\uFFFB', '\uDE00');
    }

    static MailMessage read(byte[] octets) {
        try {
            return MailMessage.parse(new ByteArrayInputStream(octets));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Writes a message, looks at its lines, and reads it back. */
    static MailMessage readBack(MailMessage message) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try {
            message.writeTo(octets);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        requireLines(octets.toByteArray());
        return read(octets.toByteArray());
    }

    /** Compares what was received with what was sent: a domain beyond ASCII arrives in its ASCII form (RFC 5891, 4.4). */
    static void requireSame(List<MailAddress> received, List<MailAddress> sent) {
        assertThat(received).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(received.get(i).getDisplayName()).isEqualTo(sent.get(i).getDisplayName());
            assertThat(received.get(i).getUser()).isEqualTo(sent.get(i).getUser());
            assertThat(received.get(i).getHost()).matches(Wire::isAscii);
            if (isAscii(sent.get(i).getHost())) {
                assertThat(received.get(i).getHost()).isEqualTo(sent.get(i).getHost());
            }
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** Each line ends in CR LF, which stand nowhere else, and is short enough for every server. */
    private static void requireLines(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        assertThat(text).endsWith("\r\n");
        for (String line : text.split("\r\n", -1)) {
            boolean clean = line.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
            assertThat(clean && line.length() <= LONGEST_LINE).as(line).isTrue();
        }
    }
}
