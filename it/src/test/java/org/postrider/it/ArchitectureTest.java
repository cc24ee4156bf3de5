package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The module graph is the one that the architecture page promises. */
class ArchitectureTest {
    private static final String OURS = "org.postrider.";

    static List<String> modules() throws IOException {
        return Repository.modules();
    }

    static List<String> libraries() throws IOException {
        return Repository.libraries();
    }

    static List<ModuleTable.Row> rows() throws IOException {
        return ModuleTable.read(Repository.file("docs/ARCHITECTURE.md"));
    }

    @Test
    void tableNamesEveryModuleThatThereIs() throws IOException {
        assertThat(rows()).extracting(ModuleTable.Row::folder).containsExactlyInAnyOrderElementsOf(modules());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void modulesRequireWhatTheTableAllowsAndNothingElseOfOurs(ModuleTable.Row row) throws IOException {
        ModuleDescriptor module = Repository.descriptor(row.folder());
        assertThat(module.name()).isEqualTo(row.module()).isEqualTo(OURS + row.folder());
        assertThat(names(module, r -> r.name().startsWith(OURS)))
                .isEqualTo(row.mayDependOn().stream().map(OURS::concat).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void librariesRunOnTheJdkAndWhatTheDependenciesNameAlone(String library) throws IOException {
        Set<String> others = names(
                Repository.descriptor(library),
                r -> !isStatic(r) && !r.name().startsWith(OURS) && !r.name().startsWith("java."));
        Set<String> known = switch (library) {
            case "cli" -> Set.of("info.picocli");
            case "smtp" ->
                Set.of(
                        "com.ongres.scram.client",
                        "com.ongres.scram.common",
                        "com.ongres.saslprep",
                        "com.ongres.stringprep");
            default -> Set.of();
        };
        assertThat(others).isEqualTo(known);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void annotationsAndTestFrameworksAreWantedAtCompileTimeOnly(String library) throws IOException {
        Set<String> compileTime = names(Repository.descriptor(library), ArchitectureTest::isStatic);
        Set<String> known =
                library.equals("testkit") ? Set.of("org.jspecify", "org.junit.jupiter.api") : Set.of("org.jspecify");
        assertThat(compileTime).isEqualTo(known);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void whatIsNotExportedIsCalledInternal(String module) throws IOException {
        ModuleDescriptor descriptor = Repository.descriptor(module);
        Set<String> exported = descriptor.exports().stream()
                .filter(e -> !e.isQualified())
                .map(Exports::source)
                .collect(Collectors.toSet());
        assertThat(packages(module))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(exported.contains(name)).as(name).isNotEqualTo(isInternal(name)));
    }

    @Test
    void oneModuleShowsItsInternalsToOneFriend() throws IOException {
        Stream.Builder<String> friends = Stream.builder();
        for (String module : modules()) {
            Repository.descriptor(module).exports().stream()
                    .filter(Exports::isQualified)
                    .forEach(e -> friends.add(e.source() + " to " + e.targets()));
        }
        assertThat(friends.build()).containsExactly("org.postrider.mime.internal to [org.postrider.mail]");
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyPackageIsNullMarked(String module) throws IOException {
        assertThat(packages(module))
                .allSatisfy(name -> assertThat(
                                Repository.load(name + ".package-info").isAnnotationPresent(NullMarked.class))
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void billOfMaterialsListsTheLibrary(String library) throws IOException {
        assertThat(Repository.file("bom/pom.xml"))
                .content()
                .contains("<artifactId>postrider-" + library + "</artifactId>");
    }

    private static Set<String> names(ModuleDescriptor module, Predicate<Requires> wanted) {
        return module.requires().stream().filter(wanted).map(Requires::name).collect(Collectors.toSet());
    }

    private static boolean isStatic(Requires requires) {
        return requires.modifiers().contains(Requires.Modifier.STATIC);
    }

    private static boolean isInternal(String packageName) {
        return packageName.endsWith(".internal") || packageName.contains(".internal.");
    }

    private static Set<String> packages(String module) throws IOException {
        return Repository.topLevelTypes(module).stream()
                .map(Class::getPackageName)
                .collect(Collectors.toSet());
    }
}
