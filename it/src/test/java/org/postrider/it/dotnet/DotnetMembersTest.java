package org.postrider.it.dotnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.it.Repository;
import org.postrider.it.dotnet.DotnetPage.Row;
import org.postrider.it.dotnet.DotnetPage.Type;
import org.postrider.it.dotnet.DotnetRule.Form;

/** {@code docs/DOTNET.md} tells of each member of .NET, and of each of ours, what the classes say. */
class DotnetMembersTest {
    private static final List<String> MODULES = List.of("sockets", "mime", "mail");
    private static final List<String> HOMES = List.of(
            "org.postrider.mail",
            "org.postrider.mime",
            "org.postrider.sockets",
            "java.lang",
            "java.io",
            "java.util.concurrent");

    private static DotnetPage page() throws IOException {
        return new DotnetPage(Repository.file("docs/DOTNET.md"));
    }

    static List<Type> types() throws IOException {
        return page().types();
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyMemberOfDotNetHasItsJavaFormOrAReasonWhyNot(Type type) throws Exception {
        DotnetRule rule = new DotnetRule(page().names());
        for (Row row : type.rows()) {
            check(rule, type.java(), row);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyMemberOfOursIsOnThePage(Type type) throws Exception {
        Set<Class<?>> onThePage = new HashSet<>();
        for (Type other : types()) {
            onThePage.add(new JavaType(other.java()).type());
        }
        Set<String> missing = new JavaType(type.java()).own(onThePage);
        type.rows().forEach(row -> row.java().forEach(missing::remove));
        assertThat(missing)
                .as("members of %s that docs/DOTNET.md has no row for", type.java())
                .isEmpty();
    }

    @Test
    void everyPublicTypeIsOnThePageOnce() throws IOException {
        List<String> named = Stream.concat(types().stream().map(Type::java), page().ours().stream())
                .filter(name -> !name.contains("MediaTypeNames."))
                .toList();
        Set<String> all = new TreeSet<>();
        for (String module : MODULES) {
            Repository.topLevelTypes(module).stream()
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .map(Class::getName)
                    .filter(name -> !name.contains(".internal."))
                    .forEach(all::add);
        }
        assertThat(named)
                .as("the types with members, and those under \"Types of our own\", in docs/DOTNET.md")
                .containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void everyExceptionIsUnchecked() throws IOException {
        assertThat(page().exceptions())
                .hasSizeGreaterThan(10)
                .allSatisfy(row -> assertThat(exception(row.java().get(0))).isAssignableTo(RuntimeException.class));
    }

    @Test
    void everyPromiseIsHeldByATest() throws IOException {
        assertThat(page().promises())
                .hasSizeGreaterThan(80)
                .allSatisfy(
                        cells -> assertThat(cells).hasSize(3).last().asString().contains("Test."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| `MailMessage(int count)` | `MailMessage(int)` | there is no such constructor |",
                "| `string Subjekt { get; set; }` | `getSubjekt()`, `setSubjekt(String)` | nor such a property |",
                "| `int Subject { get; }` | `getSubject()` | |",
                "| `string Subject { get; set; }` | `getSubject()` | |",
                "| `Stream To { get; }` | `getTo()` | |",
                "| `static void Dispose()` | `close()` | |",
                "| `protected void Dispose()` | `close()` | |",
                "| `void Forward()` | none | |",
                "| none | `isNullReversePath()` | |",
                "| `class MailMessage : Stream` | `InputStream` | |",
            })
    void rowThatIsNotTrueIsNoticed(String line) throws IOException {
        DotnetRule rule = new DotnetRule(page().names());
        assertThatThrownBy(() -> check(rule, "org.postrider.mail.MailMessage", row(line)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void numberThatIsNotDotNetsIsNoticed() throws IOException {
        DotnetRule rule = new DotnetRule(page().names());
        assertThatThrownBy(() -> check(rule, "org.postrider.mail.MailPriority", row("| `Low = 2` | `LOW` | |")))
                .isInstanceOf(AssertionError.class);
    }

    private static Stream<Class<?>> ifThere(String name) {
        try {
            return Stream.of(Class.forName(name));
        } catch (ClassNotFoundException elsewhere) {
            return Stream.empty();
        }
    }

    private static Class<?> exception(String name) {
        return HOMES.stream()
                .flatMap(home -> ifThere(home + "." + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no exception " + name));
    }

    private static Row row(String line) {
        return DotnetPage.row(DotnetPage.cells(line));
    }

    private static void check(DotnetRule rule, String owner, Row row) throws Exception {
        JavaType type = new JavaType(owner);
        if (row.dotnet().isEmpty() || row.java().isEmpty()) {
            assertThat(row.difference())
                    .as("what only one side has is explained: %s", row)
                    .isNotEmpty();
            row.java().forEach(type::member);
        } else if (row.dotnet().get(0).startsWith("class ")) {
            supertypes(rule, type, row);
        } else {
            members(rule, type, row);
        }
    }

    private static void supertypes(DotnetRule rule, JavaType type, Row row) {
        assertThat(JavaType.supertypes(type.type()).map(Class::getSimpleName)).containsAll(row.java());
        String bases = row.dotnet().get(0).split(" : ", 2)[1];
        assertThat(row.java())
                .isEqualTo(Stream.of(bases.split(", ")).map(rule::type).toList());
    }

    /** What isn't as the rule has it, needs a word. */
    private static void members(DotnetRule rule, JavaType type, Row row) throws ReflectiveOperationException {
        List<Member> members = row.java().stream().map(type::member).toList();
        List<Form> forms =
                row.dotnet().stream().flatMap(d -> rule.apply(d).stream()).toList();
        boolean byRule = row.java().equals(forms.stream().map(Form::signature).toList());
        for (int i = 0; byRule && i < forms.size(); i++) {
            byRule = fits(members.get(i), forms.get(i));
        }
        assertThat(byRule || !row.difference().isEmpty())
                .as("by the rule, or with a word on the difference: %s", row)
                .isTrue();
    }

    private static boolean fits(Member member, Form form) throws ReflectiveOperationException {
        if (member instanceof Field field) {
            assertThat(value(field)).as(form.signature()).isEqualTo(form.type());
            return true;
        }
        return JavaType.typeOf(member).equals(form.type())
                && Modifier.isStatic(member.getModifiers()) == form.isStatic()
                && Modifier.isProtected(member.getModifiers()) == form.isProtected();
    }

    private static String value(Field field) throws ReflectiveOperationException {
        Object constant = field.get(null);
        if (constant instanceof Enum) {
            Method value = constant.getClass().getMethod("value");
            return String.valueOf(value.invoke(constant));
        }
        return "\"" + constant + "\"";
    }
}
