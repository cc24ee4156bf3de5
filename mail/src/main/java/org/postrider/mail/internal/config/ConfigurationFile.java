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
            read(octets(url), url.toString(), false, null, draft);
        }
    }

    /** Reads the file that the system property names, or else the environment variable. */
    static void readNamed(Map<String, String> environment, Map<String, String> properties, Draft draft) {
        String property = properties.getOrDefault(PROPERTY, "");
        String named = property.isEmpty() ? environment.getOrDefault(VARIABLE, "") : property;
        if (!named.isEmpty()) {
            String by = property.isEmpty() ? "environment variable " + VARIABLE : "system property " + PROPERTY;
            Path file = path(named, by);
            read(octets(file, "The " + by), file.toString(), true, file, draft);
        }
    }

    /** Reads the file into which a .NET file has put its section. */
    static void readSource(Path file, String namedBy, Draft draft) {
        new DotnetFile(file.toString(), null, draft).read(octets(file, namedBy));
    }

    private static Path path(String named, String by) {
        try {
            return Path.of(named);
        } catch (InvalidPathException e) {
            throw new IllegalStateException("The " + by + " names no file: " + e.getMessage(), e);
        }
    }

    private static void read(byte[] octets, String file, boolean ours, @Nullable Path path, Draft draft) {
        if (DotnetFile.isLikely(octets)) {
            new DotnetFile(file, path, draft).read(octets);
        } else {
            new PropertiesFile(file, ours, draft).read(octets);
        }
    }

    /** Without the caches of URLs, which would keep an archive open for good. */
    private static byte[] octets(URL url) {
        try {
            URLConnection connection = url.openConnection();
            connection.setUseCaches(false);
            try (InputStream input = connection.getInputStream()) {
                return bounded(input, url.toString());
            }
        } catch (IOException e) {
            throw unreadable(url.toString(), e);
        }
    }

    private static byte[] octets(Path file, String namedBy) {
        try (InputStream input = Files.newInputStream(file)) {
            return bounded(input, file.toString());
        } catch (NoSuchFileException e) {
            throw new IllegalStateException(namedBy + " names the file " + file + ", which doesn't exist", e);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    private static byte[] bounded(InputStream input, String file) throws IOException {
        byte[] octets = input.readNBytes(LARGEST + 1);
        if (octets.length > LARGEST) {
            throw new IllegalStateException(
                    file + " has more than " + LARGEST + " octets, which no configuration needs; name another file");
        }
        return octets;
    }

    private static IllegalStateException unreadable(String file, IOException cause) {
        return new IllegalStateException(file + " can't be read: " + cause, cause);
    }
}
