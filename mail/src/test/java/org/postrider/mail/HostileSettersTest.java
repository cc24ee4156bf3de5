package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.mime.MediaTypeNames;

/** Every public way in that takes a text, found by reflection, refuses or encodes what could inject a line. */
class HostileSettersTest {
    private static final List<String> EVIL = List.of(
            "\r",
            "\n",
            "\r\n",
            "\r\n ",
            "\u0000",
            "\u560A",
            "\u760D",
            "\u2028",
            "\u2029",
            "\u0085",
            "\uD800",
            "\uDC00",
            "\uDC00\uD800");

    /** The objects of a full message whose setters are tried. */
    private static final Map<String, Function<MailMessage, Object>> TARGETS = Map.of(
            "message", message -> message,
            "headers", MailMessage::getHeaders,
            "to", MailMessage::getTo,
            "attachment", message -> message.getAttachments().get(0),
            "attachmentType", message -> message.getAttachments().get(0).getContentType(),
            "attachmentParameters",
                    message -> message.getAttachments().get(0).getContentType().getParameters(),
            "disposition", message -> message.getAttachments().get(0).getContentDisposition(),
            "dispositionParameters",
                    message -> message.getAttachments()
                            .get(0)
                            .getContentDisposition()
                            .getParameters(),
            "view", message -> message.getAlternateViews().get(0),
            "resource",
                    message -> message.getAlternateViews()
                            .get(0)
                            .getLinkedResources()
                            .get(0));

    record Way(String target, Method method) {
        @Override
        public String toString() {
            return target + "." + method.getName() + Arrays.toString(method.getParameterTypes());
        }
    }

    static Stream<Way> ways() {
        MailMessage message = message();
        List<Way> ways = new ArrayList<>();
        TARGETS.forEach((name, target) -> Stream.of(
                        publicType(target.apply(message)).getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getDeclaringClass() != Object.class)
                .filter(method -> List.of("add", "set", "put").stream().anyMatch(method.getName()::startsWith))
                .filter(HostileSettersTest::takesText)
                .forEach(method -> ways.add(new Way(name, method))));
        return ways.stream();
    }

    private static Class<?> publicType(Object target) {
        return target instanceof Map<?, ?> ? Map.class : target.getClass();
    }

    /** A map's methods take text as Object. */
    private static boolean takesText(Method method) {
        boolean map = method.getDeclaringClass() == Map.class
                && method.getName().startsWith("put")
                && method.getParameterCount() == 2;
        return map
                || (method.getParameterCount() > 0
                        && Stream.of(method.getParameterTypes()).allMatch(type -> type == String.class));
    }

    @Test
    void theSearchFindsTheWaysIn() {
        assertThat(ways().map(Way::toString))
                .hasSizeGreaterThan(15)
                .anyMatch(way -> way.startsWith("message.setSubject"))
                .anyMatch(way -> way.startsWith("headers.set"))
                .anyMatch(way -> way.startsWith("attachment.setContentId"))
                .anyMatch(way -> way.startsWith("dispositionParameters.put"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatCouldInjectALineIsRefusedOrEncoded(Way way) throws Exception {
        for (String evil : EVIL) {
            for (String value :
                    List.of(evil, "a" + evil + "X-Injected: yes", evil + evil, "a@b" + evil + "X-Injected: yes")) {
                for (int place = 0; place < way.method().getParameterCount(); place++) {
                    attempt(way, value, place);
                }
            }
        }
    }

    private static void attempt(Way way, String value, int place) throws Exception {
        MailMessage message = message();
        Object[] arguments = new Object[way.method().getParameterCount()];
        Arrays.fill(arguments, "fresh");
        arguments[place] = value;
        try {
            way.method().invoke(TARGETS.get(way.target()).apply(message), arguments);
        } catch (InvocationTargetException refused) {
            assertThat(refused.getCause()).as(way + " with " + value).isInstanceOf(IllegalArgumentException.class);
            assertThat(refused.getCause().getMessage()).doesNotContain("\r", "\n", "\u2028", "\u0085");
            return;
        }
        boolean half = value.chars().anyMatch(c -> Character.isSurrogate((char) c));
        if (half) {
            fail("half a character got in by " + way);
        }
        assertUninjected(message, way);
    }

    private static void assertUninjected(MailMessage message, Way way) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        message.writeTo(output);
        MessageMatrixTest.assertLines(output.toByteArray(), false);
        String text = output.toString(java.nio.charset.StandardCharsets.US_ASCII);
        String header = text.substring(0, text.indexOf("\r\n\r\n"));
        assertThat(header).as(way.toString()).doesNotContain("\r\nX-Injected", "\nX-Injected: yes");
        if (!way.method().getName().equals("setBody")) {
            assertThat(text).as(way.toString()).doesNotContain("\r\nX-Injected");
        }
    }

    private static MailMessage message() {
        MailMessage message = new MailMessage("jane@example.org", "john@example.org", "Subject", "Body");
        AlternateView view = AlternateView.createAlternateViewFromString("<img>", null, MediaTypeNames.Text.HTML);
        view.getLinkedResources()
                .add(new LinkedResource(new ByteArrayInputStream(new byte[3]), MediaTypeNames.Image.PNG));
        message.getAlternateViews().add(view);
        message.getAttachments().add(Attachment.createAttachmentFromString("text", "a.txt"));
        return message;
    }
}
