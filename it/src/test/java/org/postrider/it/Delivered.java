package org.postrider.it;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A message as a server has put it into an inbox (lines end in LF), read by Angus Mail. */
final class Delivered {
    private final byte[] raw;
    private final MimeMessage message;

    Delivered(Path file) {
        try {
            raw = Files.readAllBytes(file);
            message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new AssertionError(file + " is no message", e);
        }
    }

    byte[] raw() {
        return raw.clone();
    }

    String subject() throws MessagingException {
        return message.getSubject();
    }

    InternetAddress from() throws MessagingException {
        return (InternetAddress) message.getFrom()[0];
    }

    InternetAddress to() throws MessagingException {
        return (InternetAddress) message.getAllRecipients()[0];
    }

    /** The only field of a name. */
    String header(String name) throws MessagingException {
        String[] values = message.getHeader(name);
        if (values == null || values.length != 1) {
            throw new AssertionError((values == null ? 0 : values.length) + " fields are called " + name);
        }
        return values[0];
    }

    /** The parts that hold no parts, in order. */
    List<Part> leaves() throws MessagingException, IOException {
        List<Part> leaves = new ArrayList<>();
        collect(message, leaves);
        return leaves;
    }

    static byte[] bytes(Part part) throws MessagingException, IOException {
        try (InputStream decoded = part.getInputStream()) {
            return decoded.readAllBytes();
        }
    }

    static String text(Part part) throws MessagingException, IOException {
        return new String(bytes(part), StandardCharsets.UTF_8);
    }

    private static void collect(Part part, List<Part> leaves) throws MessagingException, IOException {
        if (!part.isMimeType("multipart/*")) {
            leaves.add(part);
            return;
        }
        Multipart parts = (Multipart) part.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            collect(parts.getBodyPart(i), leaves);
        }
    }
}
