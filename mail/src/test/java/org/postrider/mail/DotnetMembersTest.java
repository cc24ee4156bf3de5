package org.postrider.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public member of .NET's message model, as the table beside this test lists it, has its Java form. */
class DotnetMembersTest {
    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("bool", boolean.class),
            Map.entry("int", int.class),
            Map.entry("long", long.class),
            Map.entry("void", void.class),
            Map.entry("object", Object.class),
            Map.entry("string", String.class),
            Map.entry("Collection", List.class),
            Map.entry("DateTime", OffsetDateTime.class),
            Map.entry("Encoding", Charset.class),
            Map.entry("Enum", Enum.class),
            Map.entry("Flags", Set.class),
            Map.entry("IDisposable", AutoCloseable.class),
            Map.entry("List", List.class),
            Map.entry("NameSet", Set.class),
            Map.entry("NameValueCollection", HeaderCollection.class),
            Map.entry("Optional", Optional.class),
            Map.entry("Stream", InputStream.class),
            Map.entry("StringDictionary", Map.class),
            Map.entry("Uri", URI.class));

    /** A line of the table with the type that it belongs to. */
    record Member(String owner, String line) {
        @Override
        public String toString() {
            return owner + ": " + line;
        }

        String declaration() {
            return line.split(" -> ", 2)[0];
        }

        /** The Java name, if the rule doesn't give it. */
        Optional<String> javaName() {
            return line.contains(" -> ") ? Optional.of(line.split(" -> ", 2)[1]) : Optional.empty();
        }
    }

    static List<Member> members() throws IOException {
        List<Member> members = new ArrayList<>();
        String owner = "";
        for (String line : table().lines().toList()) {
            if (line.startsWith("System.")) {
                String[] named = line.split(" : ", 2);
                owner = named[0];
                members.add(new Member(owner, ": " + (named.length > 1 ? named[1] : "object")));
            } else if (line.startsWith("  ")) {
                members.add(new Member(owner, line.strip()));
            }
        }
        return members;
    }

    private static String table() throws IOException {
        try (InputStream table = DotnetMembersTest.class.getResourceAsStream("dotnet-message-model.txt")) {
            return new String(Objects.requireNonNull(table, "the table").readAllBytes(), UTF_8);
        }
    }

    @ParameterizedTest
    @MethodSource("members")
    void aMemberOfDotNetHasItsJavaForm(Member member) throws Exception {
        check(member);
    }

    @Test
    void aMissingMemberIsNoticed() {
        for (String line : List.of(
                "new (int)",
                "string Subjekt {get set}",
                "int Subject {get}",
                "Stream To {get set}",
                "void Forward ()",
                "static void Dispose () -> close")) {
            Member missing = new Member("System.Net.Mail.MailMessage", line);
            assertThatThrownBy(() -> check(missing))
                    .as(line)
                    .isInstanceOfAny(AssertionError.class, ReflectiveOperationException.class);
        }
        for (String line : List.of("High = 3", "Higher = 2", ": AttachmentBase")) {
            Member missing = new Member("System.Net.Mail.MailPriority", line);
            assertThatThrownBy(() -> check(missing))
                    .as(line)
                    .isInstanceOfAny(AssertionError.class, ReflectiveOperationException.class);
        }
    }

    private static void check(Member member) throws Exception {
        Class<?> owner = Class.forName(javaName(member.owner()));
        String line = member.declaration();
        if (line.startsWith(": ")) {
            assertThat(Modifier.isPublic(owner.getModifiers())).isTrue();
            types(line.substring(2)).forEach(type -> assertThat(owner).isAssignableTo(type));
        } else if (line.startsWith("new ")) {
            assertThat(owner.getConstructor(parameters(line))).isNotNull();
        } else if (line.contains(" = ")) {
            constant(owner, member);
        } else if (line.endsWith("}")) {
            property(owner, member);
        } else {
            method(owner, member);
        }
    }

    private static String javaName(String dotnetType) {
        return dotnetType
                .replace("System.Net.Mail.", "org.postrider.mail.")
                .replace("System.Net.Mime.", "org.postrider.mime.");
    }

    private static void constant(Class<?> owner, Member member) throws ReflectiveOperationException {
        String[] sides = member.declaration().split(" = ", 2);
        String upperCase = sides[0].replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
        Object constant = owner.getField(member.javaName().orElse(upperCase)).get(null);
        Object value = constant instanceof Enum ? owner.getMethod("value").invoke(constant) : constant;
        assertThat(value).hasToString(sides[1]);
    }

    private static void property(Class<?> owner, Member member) throws ReflectiveOperationException {
        String[] words = member.declaration().split(" ", 3);
        Class<?> type = type(words[0]);
        boolean flag = type == boolean.class;
        String name = member.javaName().orElse(flag ? words[1].replaceFirst("^Is", "") : words[1]);
        assertThat(owner.getMethod((flag ? "is" : "get") + name).getReturnType())
                .isEqualTo(type);
        if (words[2].contains("set")) {
            assertThat(owner.getMethod("set" + name, type).getReturnType()).isEqualTo(void.class);
        }
    }

    private static void method(Class<?> owner, Member member) throws ReflectiveOperationException {
        String[] words = member.declaration().replaceFirst("^static ", "").split(" ", 3);
        String rule = words[1].substring(0, 1).toLowerCase(Locale.ROOT) + words[1].substring(1);
        Method method = owner.getMethod(member.javaName().orElse(rule), parameters(words[2]));
        assertThat(method.getReturnType()).isEqualTo(type(words[0]));
        assertThat(method.getDeclaringClass()).isNotEqualTo(Object.class);
        assertThat(Modifier.isStatic(method.getModifiers()))
                .isEqualTo(member.declaration().startsWith("static "));
    }

    private static Class<?>[] parameters(String line) {
        String list = line.substring(line.indexOf('(') + 1, line.indexOf(')'));
        return list.isEmpty() ? new Class<?>[0] : types(list).toArray(Class<?>[]::new);
    }

    private static Stream<Class<?>> types(String list) {
        return Stream.of(list.split(", ")).map(DotnetMembersTest::type);
    }

    private static Class<?> type(String name) {
        if (name.endsWith("[]")) {
            return Array.newInstance(type(name.substring(0, name.length() - 2)), 0)
                    .getClass();
        }
        return TYPES.containsKey(name) ? TYPES.get(name) : named(name);
    }

    private static Class<?> named(String name) {
        for (String folder : List.of("org.postrider.mail.", "org.postrider.mime.")) {
            try {
                return Class.forName(folder + name);
            } catch (ClassNotFoundException elsewhere) {
                continue;
            }
        }
        throw new AssertionError("There is no type " + name);
    }
}
