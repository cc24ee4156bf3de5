package org.postrider.it.readers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.address.Address;
import org.apache.james.mime4j.dom.address.Group;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.dom.field.ContentDispositionField;
import org.apache.james.mime4j.dom.field.ContentTypeField;
import org.apache.james.mime4j.field.address.DefaultAddressParser;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jspecify.annotations.Nullable;

/** Reads with Apache mime4j, as mail servers in Java do, and stops at whatever it calls malformed. */
final class Mime4jReader {
    private Mime4jReader() {}

    static List<String> read(byte[] bytes) throws Exception {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.STRICT);
        builder.setDecodeMonitor(DecodeMonitor.STRICT);
        Message message = builder.parseMessage(new ByteArrayInputStream(bytes));
        Facts facts = new Facts().text("subject", message.getSubject());
        for (String name : Sample.ADDRESS_FIELDS) {
            Field field = message.getHeader().getField(name);
            if (field != null) {
                for (Mailbox mailbox : DefaultAddressParser.DEFAULT
                        .parseAddressList(field.getBody())
                        .flatten()) {
                    facts.mailbox(name, mailbox.getName(), address(mailbox));
                }
            }
        }
        String group = message.getHeader().getField(Sample.GROUP_FIELD).getBody();
        for (Address address : DefaultAddressParser.DEFAULT.parseAddressList(group)) {
            if (address instanceof Group named) {
                facts.text("group", named.getName());
            }
        }
        String own = message.getHeader().getField(Sample.OWN_FIELD).getBody();
        facts.text(Sample.OWN_FIELD, DecoderUtil.decodeEncodedWords(own, DecodeMonitor.STRICT));
        for (String name : Sample.TYPED_FIELDS) {
            Field field = message.getHeader().getField(name);
            if (field != null) {
                facts.text(name, field.getBody());
            }
        }
        return facts.parts(node(message)).lines();
    }

    private static Node node(Entity entity) throws IOException {
        ContentTypeField type = (ContentTypeField) entity.getHeader().getField("Content-Type");
        ContentDispositionField disposition =
                (ContentDispositionField) entity.getHeader().getField("Content-Disposition");
        Field id = entity.getHeader().getField("Content-ID");
        List<Node> parts = new ArrayList<>();
        String content = content(entity, type, parts);
        Map<String, String> parameters = new TreeMap<>(type.getParameters());
        parameters.keySet().removeAll(Sample.TECHNICAL);
        return new Node(
                type.getMimeType(),
                parameters,
                disposition == null ? null : disposition.getDispositionType(),
                disposition == null ? null : disposition.getFilename(),
                decoded(type.getParameter("name")),
                id == null ? null : id.getBody().replaceAll("[<>]", ""),
                content,
                parts);
    }

    private static String content(Entity entity, ContentTypeField type, List<Node> parts) throws IOException {
        Body body = entity.getBody();
        if (body instanceof Multipart multipart) {
            for (Entity part : multipart.getBodyParts()) {
                parts.add(node(part));
            }
            return "";
        }
        if (body instanceof Message inner) {
            parts.add(node(inner));
            return Facts.quoted(inner.getSubject());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ((SingleBody) body).writeTo(bytes);
        return type.getMediaType().equals("text")
                ? Facts.quoted(bytes.toString(Charset.forName(type.getCharset())))
                : Facts.digest(bytes.toByteArray());
    }

    /** It gives a local part without the quotes that it was written with. */
    private static String address(Mailbox mailbox) {
        String user = mailbox.getLocalPart();
        return (user.indexOf(' ') < 0 ? user : '"' + user + '"') + "@" + mailbox.getDomain();
    }

    private static @Nullable String decoded(@Nullable String words) {
        return words == null ? null : DecoderUtil.decodeEncodedWords(words, DecodeMonitor.STRICT);
    }
}
