package org.postrider.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The reader that judges what we write: Angus Mail. */
final class Angus {
    private Angus() {}

    static MimeMessage read(byte[] message) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return new MimeMessage(Session.getInstance(properties), new ByteArrayInputStream(message));
    }

    /** The leaves of the tree, in order. */
    static List<Part> leaves(Part part) throws MessagingException, IOException {
        List<Part> leaves = new ArrayList<>();
        if (part.isMimeType("multipart/*")) {
            Multipart multipart = (Multipart) part.getContent();
            for (int i = 0; i < multipart.getCount(); i++) {
                leaves.addAll(leaves(multipart.getBodyPart(i)));
            }
        } else {
            leaves.add(part);
        }
        return leaves;
    }

    /** The kinds of all parts, nested: {@code multipart/mixed(text/plain,image/png)}. */
    static String structure(Part part) throws MessagingException, IOException {
        String type = new ContentType(part.getContentType()).getBaseType();
        if (!part.isMimeType("multipart/*")) {
            return type;
        }
        Multipart multipart = (Multipart) part.getContent();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < multipart.getCount(); i++) {
            parts.add(structure(multipart.getBodyPart(i)));
        }
        return type + "(" + String.join(",", parts) + ")";
    }

    static byte[] bytes(Part part) throws MessagingException, IOException {
        try (InputStream decoded = part.getInputStream()) {
            return decoded.readAllBytes();
        }
    }

    static String text(Part part) throws MessagingException, IOException {
        String charset = new ContentType(part.getContentType()).getParameter("charset");
        return new String(bytes(part), Charset.forName(MimeUtility.javaCharset(charset)));
    }

    /** The name as an old reader finds it in the content type. */
    static String oldName(Part part) throws MessagingException, IOException {
        return MimeUtility.decodeText(new ContentType(part.getContentType()).getParameter("name"));
    }
}
