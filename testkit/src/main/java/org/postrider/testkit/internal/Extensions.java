package org.postrider.testkit.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.postrider.testkit.internal.Settings.TlsMode;

/**
 * What the EHLO reply offers at one moment of a session.
 *
 * @param lines the lines of the reply after the first
 */
record Extensions(List<String> lines) {
    /** CHUNKING is left to those who ask for it: with BDAT a script would wait for DATA in vain. */
    private static final List<String> ALWAYS =
            List.of("PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES", "HELP");

    static final Extensions NONE = new Extensions(List.of());

    static Extensions offered(Settings settings, boolean isSecured) {
        Settings.Auth auth = settings.auth();
        List<String> lines = new ArrayList<>();
        ALWAYS.forEach(keyword ->
                lines.add(keyword.equals("SIZE") ? "SIZE " + settings.storage().maxSize() : keyword));
        if (settings.tls().mode() == TlsMode.STARTTLS && !isSecured) {
            lines.add("STARTTLS");
        }
        if (!auth.mechanisms().isEmpty() && (isSecured || !auth.onlyOverTls())) {
            lines.add("AUTH " + String.join(" ", auth.mechanisms()));
        }
        lines.removeIf(line -> !settings.dialect().has(keyword(line)));
        lines.addAll(settings.dialect().extra());
        return new Extensions(List.copyOf(lines));
    }

    boolean has(String keyword) {
        return lines.stream().anyMatch(line -> keyword(line).equals(keyword));
    }

    List<String> replyLines(String greeting) {
        return Stream.concat(Stream.of(greeting), lines.stream()).toList();
    }

    private static String keyword(String line) {
        int space = line.indexOf(' ');
        return (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
    }
}
