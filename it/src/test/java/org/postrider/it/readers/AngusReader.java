package org.postrider.it.readers;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParameterList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads with Angus Mail, as Java programs do. */
final class AngusReader {
    private AngusReader() {}

    static List<String> read(byte[] message) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.address.strict", "true");
        MimeMessage read = new MimeMessage(Session.getInstance(properties), new ByteArrayInputStream(message));
        Facts facts = new Facts().text("subject", read.getSubject());
        for (String field : Sample.ADDRESS_FIELDS) {
            String value = read.getHeader(field, ",");
            for (InternetAddress address : InternetAddress.parseHeader(value == null ? "" : value, true)) {
                InternetAddress[] members = address.getGroup(true);
                for (InternetAddress mailbox : members == null ? new InternetAddress[] {address} : members) {
                    facts.mailbox(field, mailbox.getPersonal(), mailbox.getAddress());
                }
            }
        }
        for (InternetAddress address : InternetAddress.parseHeader(read.getHeader(Sample.GROUP_FIELD, ","), true)) {
            if (address.isGroup()) {
                String group = address.getAddress();
                facts.text("group", group.substring(0, group.indexOf(':')));
            }
        }
        facts.text(
                Sample.OWN_FIELD, MimeUtility.decodeText(MimeUtility.unfold(read.getHeader(Sample.OWN_FIELD, null))));
        for (String field : Sample.TYPED_FIELDS) {
            String value = read.getHeader(field, null);
            if (value != null) {
                facts.text(field, MimeUtility.unfold(value));
            }
        }
        return facts.parts(node(read)).lines();
    }

    private static Node node(Part part) throws MessagingException, IOException {
        ContentType type = new ContentType(part.getContentType());
        String content = "";
        List<Node> parts = new ArrayList<>();
        if (part.isMimeType("multipart/*")) {
            Multipart multipart = (Multipart) part.getContent();
            for (int i = 0; i < multipart.getCount(); i++) {
                parts.add(node(multipart.getBodyPart(i)));
            }
        } else if (part.isMimeType("message/rfc822")) {
            MimeMessage inner = (MimeMessage) part.getContent();
            content = Facts.quoted(inner.getSubject());
            parts.add(node(inner));
        } else {
            content = content(part, type);
        }
        String id = part instanceof MimePart mime ? mime.getHeader("Content-ID", null) : null;
        return new Node(
                type.getBaseType(),
                parameters(type.getParameterList()),
                part.getDisposition(),
                fileName(part),
                oldName(type),
                id == null ? null : id.replaceAll("[<>]", ""),
                content,
                parts);
    }

    private static String content(Part part, ContentType type) throws MessagingException, IOException {
        byte[] decoded;
        try (InputStream in = part.getInputStream()) {
            decoded = in.readAllBytes();
        }
        String charset = type.getParameter("charset");
        return type.match("text/*")
                ? Facts.quoted(new String(decoded, Charset.forName(MimeUtility.javaCharset(charset))))
                : Facts.digest(decoded);
    }

    private static Map<String, String> parameters(@Nullable ParameterList list) {
        Map<String, String> found = new TreeMap<>();
        if (list != null) {
            Collections.list(list.getNames()).forEach(name -> found.put(name, list.get(name)));
        }
        found.keySet().removeAll(Sample.TECHNICAL);
        return found;
    }

    /** From the disposition alone, as the name in the type is looked at by itself. */
    private static @Nullable String fileName(Part part) throws MessagingException {
        return part.getDisposition() == null ? null : part.getFileName();
    }

    private static @Nullable String oldName(ContentType type) throws IOException {
        String name = type.getParameter("name");
        return name == null ? null : MimeUtility.decodeText(name);
    }
}
