package org.postrider.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Header;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.mime.ContentDisposition;
import org.postrider.mime.ContentType;
import org.postrider.mime.FormatException;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.internal.Texts;

/**
 * Every public way into a message that takes a text, found by reflection, refuses or encodes what could inject a line. A new way fails
 * here until it is known how to walk it.
 */
class HostileSettersTest {
    static final List<String> EVIL = List.of(
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
            "\u0007",
            "\u000B",
            "\u000C",
            "\u001B[2J",
            "\u007F",
            "\u009B",
            "\uD800",
            "\uDC00",
            "\uDC00\uD800");

    /** What of the packages is no part of a message; templates have this test of their own, {@link MailTemplateTest#noValueInjectsALine}. */
    private static final Set<String> OTHER_TYPES =
            Set.of("ContentDigest", "FormatException", "MailTemplate", "NetworkCredential", "PersonalMail");

    private static final List<String> OTHER_FAMILIES =
            List.of("Smtp", "AsyncCompleted", "Cancellation", "Credential", "Mailer", "SendCompleted");

    /** These read, and put nothing in. */
    private static final Set<String> READERS =
            Set.of("HeaderCollection.get", "HeaderCollection.getValues", "HeaderCollection.remove");

    /** The objects of a full message whose methods are tried. */
    private static final Map<Class<?>, Function<MailMessage, Object>> TARGETS = Map.ofEntries(
            Map.entry(MailMessage.class, message -> message),
            Map.entry(HeaderCollection.class, MailMessage::getHeaders),
            Map.entry(MailAddressCollection.class, MailMessage::getTo),
            Map.entry(Attachment.class, HostileSettersTest::attachment),
            Map.entry(ContentType.class, message -> attachment(message).getContentType()),
            Map.entry(ContentDisposition.class, message -> attachment(message).getContentDisposition()),
            Map.entry(AlternateView.class, HostileSettersTest::view),
            Map.entry(
                    LinkedResource.class,
                    message -> view(message).getLinkedResources().get(0)),
            Map.entry(Resent.class, MailMessage::getResent),
            Map.entry(MailMessageBuilder.class, message -> MailMessage.builder().html("<p>")));

    /** Live maps, whose public type is Java's. */
    private static final Map<String, Function<MailMessage, Map<String, String>>> MAPS = Map.of(
            "type", message -> attachment(message).getContentType().getParameters(),
            "disposition",
                    message -> attachment(message).getContentDisposition().getParameters());

    @TempDir
    static Path folder;

    /** A way in, and texts that it takes. */
    record Way(Executable executable) {
        @Override
        public String toString() {
            return executable.getDeclaringClass().getSimpleName() + "." + executable.getName()
                    + Arrays.toString(executable.getParameterTypes());
        }
    }

    static List<Way> ways() throws IOException {
        List<Way> ways = new ArrayList<>();
        for (Class<?> type : types()) {
            Stream.of(type.getConstructors()).map(Way::new).forEach(ways::add);
            Stream.of(type.getMethods())
                    .filter(method -> method.getDeclaringClass().getName().startsWith("org.postrider."))
                    .filter(method -> !method.isBridge() && !type.isEnum())
                    .filter(method ->
                            Modifier.isStatic(method.getModifiers()) || !Modifier.isAbstract(type.getModifiers()))
                    .filter(method -> !READERS.contains(type.getSimpleName() + "." + method.getName()))
                    .map(Way::new)
                    .forEach(ways::add);
        }
        ways.removeIf(way -> Stream.of(way.executable().getParameterTypes()).noneMatch(HostileSettersTest::isText));
        return ways.stream().distinct().toList();
    }

    /** All public types of the message model. */
    private static List<Class<?>> types() throws IOException {
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> known : List.of(MailMessage.class, ContentType.class)) {
            String folder = known.getPackageName().replace('.', '/') + "/";
            for (String name : resources(known.getModule())) {
                String simple = name.startsWith(folder) ? name.substring(folder.length()) : "/";
                if (simple.endsWith(".class") && simple.indexOf('/') < 0 && !isOther(simple)) {
                    types.add(type(name));
                }
            }
        }
        types.removeIf(type -> !Modifier.isPublic(type.getModifiers()));
        return types;
    }

    private static boolean isOther(String simple) {
        return simple.equals("package-info.class")
                || OTHER_TYPES.contains(simple.replace(".class", ""))
                || OTHER_FAMILIES.stream().anyMatch(simple::startsWith);
    }

    private static List<String> resources(Module module) throws IOException {
        var reference = module.getLayer()
                .configuration()
                .findModule(module.getName())
                .orElseThrow()
                .reference();
        try (var reader = reference.open();
                Stream<String> names = reader.list()) {
            return names.toList();
        }
    }

    private static Class<?> type(String resource) {
        try {
            return Class.forName(
                    resource.substring(0, resource.length() - ".class".length()).replace('/', '.'));
        } catch (ClassNotFoundException gone) {
            throw new AssertionError(gone);
        }
    }

    private static boolean isText(Class<?> type) {
        return type == String.class || type == String[].class || type == List.class || type == CharSequence.class;
    }

    @Test
    void theSearchFindsTheWaysIn() throws IOException {
        assertThat(ways().stream().map(Way::toString))
                .hasSizeGreaterThan(60)
                .anyMatch(way -> way.startsWith("MailMessage.setSubject"))
                .anyMatch(way -> way.startsWith("MessageFields.setReferences"))
                .anyMatch(way -> way.startsWith("MailMessageBuilder.header"))
                .anyMatch(way -> way.startsWith("HeaderCollection.set"))
                .anyMatch(way -> way.startsWith("AttachmentBase.setContentId"))
                .anyMatch(way -> way.startsWith("ContentDisposition.setFileName"))
                .anyMatch(way ->
                        way.startsWith("org.postrider.mail.MailAddress") || way.startsWith("MailAddress.tryCreate"))
                .anyMatch(way -> way.startsWith("Resent.setMessageId"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatCouldInjectALineIsRefusedOrEncoded(Way way) throws Exception {
        List<String> harmless = harmless(way.executable());
        for (int place = 0; place < harmless.size(); place++) {
            if (isText(way.executable().getParameterTypes()[place])) {
                for (String value : spoiled(harmless.get(place))) {
                    List<String> texts = new ArrayList<>(harmless);
                    texts.set(place, value);
                    attempt(way, texts, value);
                }
            }
        }
    }

    @Test
    void whatCouldInjectALineIsRefusedOrEncodedInParameters() throws Exception {
        for (var map : MAPS.entrySet()) {
            for (String value : spoiled("fresh")) {
                expectHarmless(
                        map.getKey(),
                        value,
                        message -> map.getValue().apply(message).put("x", value));
                expectHarmless(
                        map.getKey(),
                        value,
                        message -> map.getValue().apply(message).put(value, "x"));
                expectHarmless(
                        map.getKey(),
                        value,
                        message -> map.getValue().apply(message).putAll(Map.of("x", value)));
            }
        }
    }

    static List<String> spoiled(String harmless) {
        int middle = harmless.length() / 2;
        List<String> values = new ArrayList<>();
        for (String evil : EVIL) {
            values.add(evil);
            values.add(harmless + evil + "X-Injected: yes");
            values.add(harmless.substring(0, middle) + evil + "X-Injected: yes" + evil + harmless.substring(middle));
        }
        return values;
    }

    /** Finds texts that this way takes: only beside them is a refusal one of the evil text. */
    private static List<String> harmless(Executable executable) throws Exception {
        List<String> candidates = List.of(
                "ann@example.org",
                "text/plain",
                "inline",
                "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
                "HostileSettersTest.class",
                "SHA-256",
                Files.writeString(folder.resolve("file.txt"), "text").toString());
        List<Exception> refusals = new ArrayList<>();
        int places = executable.getParameterCount();
        for (int code = 0; code < Math.pow(candidates.size(), places); code++) {
            List<String> texts = new ArrayList<>();
            for (int rest = code; texts.size() < places; rest /= candidates.size()) {
                texts.add(candidates.get(rest % candidates.size()));
            }
            try {
                carry(call(executable, message(), texts));
                return texts;
            } catch (InvocationTargetException | FormatException refused) {
                refusals.add(refused);
            }
        }
        throw new AssertionError("Add a text to this test that is taken by " + executable + ": " + refusals);
    }

    private static void attempt(Way way, List<String> texts, String value) throws Exception {
        expectHarmless(way.toString(), value, message -> {
            MailMessage written = carry(call(way.executable(), message, texts));
            if (written != message) {
                assertUninjected(written, way.toString());
            }
        });
    }

    /** Something that is done to a message. */
    interface Change {
        void on(MailMessage message) throws Exception;
    }

    private static void expectHarmless(String way, String value, Change change) throws Exception {
        MailMessage message = message();
        try {
            change.on(message);
        } catch (InvocationTargetException refused) {
            assertRefusal(way, refused.getCause());
            return;
        } catch (IllegalArgumentException refused) {
            assertRefusal(way, refused);
            return;
        }
        boolean half =
                !US_ASCII.newEncoder().canEncode(value) && !UTF_8.newEncoder().canEncode(value);
        assertThat(half).as("half a character got in by " + way).isFalse();
        assertUninjected(message, way);
    }

    /** Who reads a log isn't to be fooled either; what Java itself says of file names is its own. */
    private static void assertRefusal(String way, Throwable refusal) {
        assertThat(refusal).as(way).isInstanceOfAny(IllegalArgumentException.class, UncheckedIOException.class);
        if (!(refusal instanceof InvalidPathException) && !(refusal instanceof UncheckedIOException)) {
            assertThat(refusal.getMessage()).as(way).doesNotContain("\r", "\n", "\u0000");
        }
    }

    private static Object call(Executable executable, MailMessage message, List<String> texts) throws Exception {
        Object[] arguments = new Object[texts.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(executable.getParameterTypes()[i], texts.get(i));
        }
        if (executable instanceof Constructor<?> constructor) {
            return constructor.newInstance(arguments);
        }
        Method method = (Method) executable;
        Object target =
                Modifier.isStatic(method.getModifiers()) ? null : target(method).apply(message);
        Object result = method.invoke(target, arguments);
        return target == null || result instanceof MailMessageBuilder ? result : message;
    }

    private static Function<MailMessage, Object> target(Method method) {
        return TARGETS.entrySet().stream()
                .filter(entry -> method.getDeclaringClass().isAssignableFrom(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nothing in TARGETS has the method " + method));
    }

    private static Object argument(Class<?> type, String text) throws Exception {
        Map<Class<?>, Object> values = Map.ofEntries(
                Map.entry(String.class, text),
                Map.entry(CharSequence.class, text),
                Map.entry(String[].class, new String[] {text}),
                Map.entry(List.class, List.of(text)),
                Map.entry(byte[].class, new byte[3]),
                Map.entry(Charset.class, UTF_8),
                Map.entry(Class.class, HostileSettersTest.class),
                Map.entry(Consumer.class, (Consumer<Object>) ignored -> {}),
                Map.entry(ContentType.class, new ContentType("text/plain")),
                Map.entry(InputStream.class, new ByteArrayInputStream(new byte[3])),
                Map.entry(MailMessage.class, message()),
                Map.entry(MailAddress.class, new MailAddress("ann@example.org")),
                Map.entry(Path.class, folder.resolve("file.txt")),
                Map.entry(StreamSupplier.class, (StreamSupplier) InputStream::nullInputStream),
                Map.entry(Eml.class, Eml.of("Subject: s\r\n\r\ntext\r\n".getBytes(US_ASCII))));
        Object value = values.get(type);
        if (value == null && type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        assertThat(value).as("a value of " + type + " for this test").isNotNull();
        return value;
    }

    /** Puts into a message what a constructor or a factory made. */
    private static MailMessage carry(Object made) {
        MailMessage message = message();
        if (made instanceof MailMessage itself) {
            message = itself;
        } else if (made instanceof MailMessageBuilder builder) {
            message = builder.build();
        } else if (made instanceof MailAddress address) {
            message.getTo().add(address);
        } else if (made instanceof Attachment attachment) {
            message.getAttachments().add(attachment);
        } else if (made instanceof AlternateView view) {
            message.getAlternateViews().add(view);
        } else if (made instanceof LinkedResource resource) {
            view(message).getLinkedResources().add(resource);
        } else if (made instanceof ContentType type) {
            attachment(message).setContentType(type);
        } else if (made instanceof ContentDisposition disposition) {
            attachment(message).getContentDisposition().getParameters().putAll(disposition.getParameters());
            attachment(message).getContentDisposition().setDispositionType(disposition.getDispositionType());
        } else if (made instanceof Optional<?> optional) {
            return carry(optional.orElseThrow(() -> new FormatException("refused without a word")));
        } else {
            throw new AssertionError("Nobody told this test how something gets into a message: " + made);
        }
        if (message.getFrom() == null) {
            message.setFrom(new MailAddress("jane@example.org"));
        }
        return message;
    }

    private static void assertUninjected(MailMessage message, String way) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        message.writeTo(output);
        boolean eightBit = MailMessageContent.of(message).needsSmtpUtf8();
        MessageMatrixTest.assertLines(output.toByteArray(), eightBit);
        assertNoPartIsInjected(Angus.read(output.toByteArray()), way);
    }

    private static void assertNoPartIsInjected(Part part, String way) throws Exception {
        assertThat(part.getHeader("X-Injected")).as(way).isNull();
        for (Header field : Collections.list(part.getAllHeaders())) {
            String text = new String(field.getValue().getBytes(ISO_8859_1), UTF_8);
            assertThat(text.replaceAll("\r\n[ \t]", " ").chars())
                    .as(way + ": " + field.getName())
                    .noneMatch(c -> c != '\t' && Texts.isControl(c));
        }
        if (part.isMimeType("multipart/*")) {
            Multipart multipart = (Multipart) part.getContent();
            for (int i = 0; i < multipart.getCount(); i++) {
                assertNoPartIsInjected(multipart.getBodyPart(i), way);
            }
        }
    }

    private static Attachment attachment(MailMessage message) {
        return message.getAttachments().get(0);
    }

    private static AlternateView view(MailMessage message) {
        return message.getAlternateViews().get(0);
    }

    private static MailMessage message() {
        MailMessage message = new MailMessage("jane@example.org", "john@example.org", "Subject", "Body");
        message.setResent(new Resent(new MailAddress("office@example.org")));
        message.setListUnsubscribe(URI.create("mailto:leave@example.org"));
        AlternateView view = AlternateView.createAlternateViewFromString("<img>", null, MediaTypeNames.Text.HTML);
        view.getLinkedResources()
                .add(new LinkedResource(new ByteArrayInputStream(new byte[3]), MediaTypeNames.Image.PNG));
        message.getAlternateViews().add(view);
        message.getAttachments().add(Attachment.createAttachmentFromString("text", "a.txt"));
        return message;
    }
}
