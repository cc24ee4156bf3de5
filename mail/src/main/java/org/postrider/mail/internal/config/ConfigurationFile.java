package org.postrider.mail.internal.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file of settings: where it is, and in which of the two forms it is written. */
final class ConfigurationFile {
    static final String PROPERTY = Configuration.PROPERTY_PREFIX + "config";
    static final String VARIABLE = Configuration.VARIABLE_PREFIX + "CONFIG";

    /** Whole .NET configurations of large applications have some 100 KiB. */
    private static final int LARGEST = 1 << 20;

    private ConfigurationFile() {}

    /** Reads the file on the class path, if there is one. The application may have one for others, whose keys are passed over. */
    static void readResource(ClassLoader loader, Draft draft) {
        URL url = loader.getResource(Configuration.RESOURCE);
        if (url != null) {
            read(text(url), url.toString(), false, null, draft);
        }
    }

    /** Reads the file that the system property names, or else the environment variable. */
    static void readNamed(Map<String, String> environment, Map<String, String> properties, Draft draft) {
        String property = properties.getOrDefault(PROPERTY, "");
        String named = property.isEmpty() ? environment.getOrDefault(VARIABLE, "") : property;
        if (!named.isEmpty()) {
            String by = property.isEmpty() ? "environment variable " + VARIABLE : "system property " + PROPERTY;
            Path file = path(named, by);
            read(text(file, "The " + by), file.toString(), true, file, draft);
        }
    }

    /** Reads the file into which a .NET file has put its section. */
    static void readSource(Path file, String namedBy, Draft draft) {
        new DotnetFile(file.toString(), null, draft).read(text(file, namedBy));
    }

    private static Path path(String named, String by) {
        try {
            return Path.of(named);
        } catch (InvalidPathException e) {
            throw new IllegalStateException("The " + by + " names no file: " + e.getMessage(), e);
        }
    }

    private static void read(String text, String file, boolean ours, @Nullable Path path, Draft draft) {
        if (DotnetFile.isLikely(text)) {
            new DotnetFile(file, path, draft).read(text);
        } else {
            new PropertiesFile(file, ours, draft).read(text);
        }
    }

    /** Without the caches of URLs, which would keep an archive open for good. */
    private static String text(URL url) {
        try {
            URLConnection connection = url.openConnection();
            connection.setUseCaches(false);
            try (InputStream input = connection.getInputStream()) {
                return text(input, url.toString());
            }
        } catch (IOException e) {
            throw unreadable(url.toString(), e);
        }
    }

    private static String text(Path file, String namedBy) {
        try (InputStream input = Files.newInputStream(file)) {
            return text(input, file.toString());
        } catch (NoSuchFileException e) {
            throw new IllegalStateException(namedBy + " names the file " + file + ", which doesn't exist", e);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    private static String text(InputStream input, String file) throws IOException {
        byte[] octets = input.readNBytes(LARGEST + 1);
        if (octets.length > LARGEST) {
            throw new IllegalStateException(
                    file + " has more than " + LARGEST + " octets, which no configuration needs; name another file");
        }
        return FileText.decode(octets, file);
    }

    private static IllegalStateException unreadable(String file, IOException cause) {
        return new IllegalStateException(file + " can't be read: " + cause, cause);
    }
}
