package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.TextContent.CheckedText;

/**
 * Text that got past the setters, here by reflection, is refused when it is written: the setters are not what stands between a text and the
 * wire. All fields that hold text are found; a new one is smuggled into without being asked.
 */
class SmuggledTextTest {
    /** Fields whose text is written, so that the writer has to refuse it; the body's are octets, in which a line break is harmless. */
    private static final Set<String> WRITTEN = Set.of(
            "MailMessage.subject",
            "MailAddress.displayName",
            "MailAddress.mailbox",
            "MailAddress.group",
            "MessageFields.messageId",
            "MessageFields.inReplyTo",
            "MessageFields.references",
            "HeaderCollection.fields",
            "AttachmentBase.contentId",
            "MailAddressCollection.emptyGroups",
            "Resent.messageId");

    /** A place for text in an object. */
    private record Place(Object owner, Field field) {
        String name() {
            return field.getDeclaringClass().getSimpleName() + "." + field.getName();
        }

        void smuggle(String evil) throws IllegalAccessException {
            if (field.getType() == String.class) {
                field.set(owner, evil);
            } else if (name().equals("HeaderCollection.fields")) {
                field.set(owner, new ArrayList<>(List.of(Map.entry("X-Own", evil))));
            } else {
                field.set(owner, List.of(evil));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nX-Injected: yes",
                "a\rX-Injected: yes",
                "a\nX-Injected: yes",
                "\u00E9\r\n\r\nX-Injected: yes",
                "a\u0000X-Injected: yes",
                "a\uD800X-Injected: yes",
                "\uDC00\uD83D X-Injected: yes"
            })
    void whatGotPastTheSettersIsRefusedWhenItIsWritten(String evil) throws Exception {
        Set<String> refused = new TreeSet<>();
        int count = places(message()).size();
        for (int i = 0; i < count; i++) {
            MailMessage message = message();
            Place place = places(message).get(i);
            place.smuggle(evil);
            if (WRITTEN.contains(place.name())) {
                assertThatThrownBy(() -> write(message)).as(place.name()).isInstanceOf(IllegalArgumentException.class);
                refused.add(place.name());
            } else {
                assertThat(write(message)).as(place.name()).doesNotContain("X-Injected");
            }
        }
        assertThat(refused).isEqualTo(new TreeSet<>(WRITTEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "a\uDC00\uD83D"})
    void halfACharacterInABodyIsRefusedInEveryEncoding(String evil) throws Exception {
        for (TransferEncoding encoding : TransferEncoding.values()) {
            MailMessage message = message();
            message.setBodyTransferEncoding(encoding);
            Field body = MailMessage.class.getDeclaredField("body");
            body.setAccessible(true);
            body.set(message, new CheckedText(evil, false));
            assertThatThrownBy(() -> write(message)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theMessageThatIsSmuggledIntoIsFineWithoutThat() throws Exception {
        assertThat(write(message())).contains("X-Own: value", "Content-ID: <", "Resent-Message-ID: ", "Empty:;");
    }

    private static String write(MailMessage message) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        message.writeTo(output);
        return output.toString(StandardCharsets.UTF_8);
    }

    /** All fields of text in what a message is made of. */
    private static List<Place> places(MailMessage message) {
        List<Place> places = new ArrayList<>();
        MailAddressCollection cc = message.getCc();
        Stream.of(
                        message,
                        message.getHeaders(),
                        cc,
                        cc.get(0),
                        message.getResent(),
                        message.getAttachments().get(0))
                .forEach(owner -> addFields(owner, owner.getClass(), places));
        return places;
    }

    private static void addFields(Object owner, Class<?> type, List<Place> places) {
        for (Field field : type.getDeclaredFields()) {
            Place place = new Place(owner, field);
            boolean text = field.getType() == String.class
                    || (field.getType() == List.class && WRITTEN.contains(place.name()));
            if (text && !Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                places.add(place);
            }
        }
        if (type.getSuperclass().getPackage() == MailMessage.class.getPackage()) {
            addFields(owner, type.getSuperclass(), places);
        }
    }

    private static MailMessage message() {
        MailMessage message =
                new MailMessage("Jane <jane@example.org>", "john@example.org, Empty:;", "Subject", "Body");
        message.getCc().add("Friends: Ann <ann@example.org>;, Empty:;");
        message.setMessageId("<1@example.org>");
        message.setInReplyTo(List.of("<2@example.org>"));
        message.setReferences(List.of("<3@example.org>"));
        message.getHeaders().add("X-Own", "value");
        Resent resent = new Resent(new MailAddress("office@example.org"));
        resent.setMessageId("<4@example.org>");
        message.setResent(resent);
        Attachment attachment = Attachment.createAttachmentFromString("text", "a.txt");
        attachment.setContentId("5@example.org");
        message.getAttachments().add(attachment);
        return message;
    }
}
