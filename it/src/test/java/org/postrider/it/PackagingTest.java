package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in the jars, and what isn't. */
class PackagingTest {
    private static final int JAVA_17 = 61;

    static List<String> libraries() throws IOException {
        return Repository.libraries();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void jarHoldsClassesItsLicenseAndNothingElse(String library) throws IOException {
        String ours = "org/postrider/" + library + "/";
        try (JarFile jar = open(library)) {
            assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName))
                    .contains("META-INF/MANIFEST.MF", "META-INF/LICENSE", "module-info.class")
                    .allMatch(name -> name.startsWith(ours)
                            || List.of("META-INF/MANIFEST.MF", "META-INF/LICENSE", "module-info.class")
                                    .contains(name))
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void jarHoldsTheLicenseOfTheRepository(String library) throws IOException {
        try (JarFile jar = open(library);
                InputStream license = jar.getInputStream(jar.getEntry("META-INF/LICENSE"))) {
            assertThat(license.readAllBytes()).isEqualTo(Files.readAllBytes(Repository.file("LICENSE")));
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void everyClassRunsOnJava17(String library) throws IOException {
        try (JarFile jar = open(library)) {
            List<JarEntry> classes = jar.stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .toList();
            assertThat(classes).hasSizeGreaterThan(5);
            for (JarEntry entry : classes) {
                assertThat(majorVersion(jar, entry)).as(entry.getName()).isEqualTo(JAVA_17);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void manifestTellsTheVersionAndNothingOfTheBuilder(String library) throws IOException {
        try (JarFile jar = open(library)) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Implementation-Version")).isEqualTo(Repository.version());
            assertThat(manifest.getValue("Implementation-Title")).startsWith("Postrider");
            assertThat(manifest.keySet())
                    .extracting(Object::toString)
                    .doesNotContain("Built-By", "Build-Jdk", "Build-Time", "Bnd-LastModified");
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void noClassHoldsAPathOfTheMachineThatBuiltIt(String library) throws IOException {
        String root = Repository.file("").toAbsolutePath().toString();
        try (JarFile jar = open(library)) {
            for (JarEntry entry : jar.stream().toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains(root))
                            .as("%s holds %s", entry.getName(), root)
                            .isFalse();
                }
            }
        }
    }

    private static JarFile open(String library) throws IOException {
        return new JarFile(Repository.jar(library).toFile());
    }

    private static int majorVersion(JarFile jar, JarEntry entry) throws IOException {
        try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
            assertThat(in.readInt()).as("magic number").isEqualTo(0xCAFEBABE);
            in.readUnsignedShort();
            return in.readUnsignedShort();
        }
    }
}
