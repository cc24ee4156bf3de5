package org.postrider.it;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checkout under test: its modules, and what was built of them. */
public final class Repository {
    /** The name of the folder's artifact begins with this. */
    private static final String ARTIFACT = "postrider-";

    private static final Path ROOT = Path.of(property("it.root"));

    private Repository() {}

    static String version() {
        return property("it.version");
    }

    public static Path file(String path) {
        return ROOT.resolve(path);
    }

    /** The folders that hold a JPMS module. */
    static List<String> modules() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.filter(folder -> Files.exists(folder.resolve("src/main/java/module-info.java")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The modules that users get: all but the examples. */
    static List<String> libraries() throws IOException {
        return modules().stream().filter(module -> !module.equals("examples")).toList();
    }

    static ModuleDescriptor descriptor(String module) throws IOException {
        try (InputStream in = Files.newInputStream(classes(module).resolve("module-info.class"))) {
            return ModuleDescriptor.read(in);
        }
    }

    static Path classes(String module) {
        return file(module + "/target/classes");
    }

    static Path sources(String module) {
        return file(module + "/src/main/java");
    }

    /** The jar as it was built last; that of the command has no version in its name. */
    static Path jar(String module) {
        String name = ARTIFACT + module + (module.equals("cli") ? "" : "-" + version()) + ".jar";
        return file(module + "/target/" + name);
    }

    /** What somebody who names the mail module alone has on the module path: our jars, and the one library behind the engine. */
    static String modulePathOfMail() {
        Stream<String> ours = Stream.of("mail", "mime", "smtp", "sockets")
                .map(module -> jar(module).toString());
        String paths =
                System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("jdk.module.path", "");
        Stream<String> scram = Stream.of(paths.split(File.pathSeparator))
                .filter(path -> path.contains("com" + File.separator + "ongres"));
        return Stream.concat(ours, scram).collect(Collectors.joining(File.pathSeparator));
    }

    /** All files below a folder that end in a suffix, as paths within it. */
    static List<Path> below(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        }
    }

    /** The classes of a module that stand in a file of their own. */
    public static List<Class<?>> topLevelTypes(String module) throws IOException {
        return below(classes(module), ".class").stream()
                .map(Path::toString)
                .filter(name -> name.indexOf('$') < 0 && !name.endsWith("-info.class"))
                .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
                .toList();
    }

    /** Loads a class without running its initialiser. */
    static Class<?> load(String path) {
        try {
            return Class.forName(path.replace('/', '.'), false, Repository.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(path + " was built but isn't on the class path", e);
        }
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("run the tests with Maven, which sets " + name);
        }
        return value;
    }
}
