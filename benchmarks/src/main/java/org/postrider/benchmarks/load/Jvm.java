package org.postrider.benchmarks.load;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Starts this Java again, on the same class path. Stateless. */
final class Jvm {
    private Jvm() {}

    /** Gives the command that runs a class; arguments that begin with {@code -X} are for the JVM. */
    static List<String> command(Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Arrays.stream(args).filter(Jvm::isForJvm).forEach(command::add);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        Arrays.stream(args).filter(arg -> !isForJvm(arg)).forEach(command::add);
        return command;
    }

    private static boolean isForJvm(String arg) {
        return arg.startsWith("-X");
    }

    static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, program).canExecute());
    }
}
