package org.postrider.mail.internal.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A file in the form of {@link Properties} that knows its lines.
 *
 * <p>{@code postrider.} may stand before a name or be left out. The trap is that of the form: a backslash is written twice.
 */
final class PropertiesFile {
    private final String file;
    private final boolean ours;
    private final Draft draft;

    /** In a file that isn't ours alone, names that don't look like ours are passed over. */
    PropertiesFile(String file, boolean ours, Draft draft) {
        this.file = file;
        this.ours = ours;
        this.draft = draft;
    }

    /** What belongs together goes to the JDK's own reader, so that each of its rules holds here as well. */
    void read(String text) {
        int number = 0;
        for (Iterator<String> lines = text.lines().iterator(); lines.hasNext(); ) {
            int first = ++number;
            String line = lines.next();
            StringBuilder logical = new StringBuilder(line);
            boolean comment = isComment(line);
            while (!comment && endsInEscape(line) && lines.hasNext()) {
                number++;
                line = lines.next();
                logical.append('\n').append(line);
            }
            readLine(logical.toString(), file + ", line " + first);
        }
    }

    private void readLine(String line, String place) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(line));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    place + ": a \\u needs four hexadecimal digits; write \\\\ for a backslash", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // There is no I/O.
        }
        one.forEach((key, value) -> set((String) key, (String) value, place));
    }

    private void set(String key, String value, String place) {
        Setting<?> setting = find(key, place);
        if (setting != null) {
            draft.set(setting, value, place);
        }
    }

    private @Nullable Setting<?> find(String key, String place) {
        if (key.startsWith(Configuration.PROPERTY_PREFIX)) {
            return draft.names().require(key.substring(Configuration.PROPERTY_PREFIX.length()), place);
        }
        return ours ? draft.names().require(key, place) : draft.names().recognize(key, place);
    }

    private static boolean isComment(String line) {
        int start = 0;
        while (start < line.length() && " \t\f".indexOf(line.charAt(start)) >= 0) {
            start++;
        }
        return line.startsWith("#", start) || line.startsWith("!", start);
    }

    private static boolean endsInEscape(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }
}
