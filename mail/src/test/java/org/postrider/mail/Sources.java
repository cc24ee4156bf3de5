package org.postrider.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The sources of a configuration, apart from those of this process. */
final class Sources {
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();

    Sources(Path directory) {
        this.directory = directory;
    }

    Sources resource(String... lines) {
        write("mail.properties", String.join("\n", lines));
        return this;
    }

    /** A file of this content that the system property names. */
    Sources file(String... lines) {
        properties.put(
                "postrider.config",
                write("named.config", String.join("\n", lines)).toString());
        return this;
    }

    Sources variable(String name, String value) {
        environment.put("POSTRIDER_" + name, value);
        return this;
    }

    Sources property(String name, String value) {
        properties.put("postrider." + name, value);
        return this;
    }

    Path write(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path named() {
        return directory.resolve("named.config");
    }

    ClientConfiguration read() {
        return ClientConfiguration.read(loader(), environment, properties);
    }

    /** What a client begins with. */
    ClientSettings settings() {
        ClientSettings settings = new ClientSettings();
        read().applyTo(settings, null, 0);
        return settings;
    }

    /** One that finds the files of the directory, and no others. */
    ClassLoader loader() {
        try {
            return new URLClassLoader(new URL[] {directory.toUri().toURL()}, null);
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs as an application of its own does, whose class path is the directory. */
    void runInside(Runnable program) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader());
        try {
            program.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
