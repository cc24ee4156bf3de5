package org.postrider.testkit.internal.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A header value with parameters, such as that of Content-Type (RFC 2045, section 5.1; RFC 2231).
 *
 * @param value what stands before the parameters, in lower case
 * @param parameters the decoded values by name in lower case
 */
record StructuredValue(String value, Map<String, String> parameters) {
    static StructuredValue parse(String text) {
        Scanner scanner = new Scanner(text);
        String value = scanner.until(";").toLowerCase(Locale.ROOT);
        Parameters parameters = new Parameters();
        while (scanner.hasMore()) {
            String name = scanner.until("=;").toLowerCase(Locale.ROOT);
            if (scanner.endedAt('=')) {
                parameters.add(name, scanner.until(";"));
            }
        }
        return new StructuredValue(value, parameters.decoded());
    }

    /** Reads up to a delimiter, taking quotes and comments away on the way. */
    private static final class Scanner {
        private final String text;
        private int at;
        private char delimiter;

        Scanner(String text) {
            this.text = text;
        }

        boolean hasMore() {
            return at < text.length();
        }

        boolean endedAt(char delimiter) {
            return this.delimiter == delimiter;
        }

        String until(String delimiters) {
            StringBuilder out = new StringBuilder();
            boolean isQuoted = false;
            boolean wasQuoted = false;
            int depth = 0;
            delimiter = 0;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '\\' && (isQuoted || depth > 0) && at < text.length()) {
                    append(out, text.charAt(at++), depth);
                } else if (c == '"' && depth == 0) {
                    out.setLength(wasQuoted ? out.length() : 0);
                    isQuoted = !isQuoted;
                    wasQuoted = true;
                } else if (!isQuoted && (c == '(' || c == ')' && depth > 0)) {
                    depth += c == '(' ? 1 : -1;
                } else if (!isQuoted && depth == 0 && delimiters.indexOf(c) >= 0) {
                    delimiter = c;
                    break;
                } else if (isQuoted || !wasQuoted || c != ' ' && c != '\t') {
                    append(out, c, depth);
                }
            }
            return wasQuoted ? out.toString() : out.toString().trim();
        }

        private static void append(StringBuilder out, char c, int depth) {
            if (depth == 0) {
                out.append(c);
            }
        }
    }

    /** Collects parameters, joins continuations, and decodes extended values. */
    private static final class Parameters {
        private static final int MOST_SECTIONS = 1000;

        private final Map<String, String> plain = new LinkedHashMap<>();

        void add(String name, String value) {
            plain.putIfAbsent(name, value);
        }

        Map<String, String> decoded() {
            Map<String, String> decoded = new LinkedHashMap<>();
            for (String name : plain.keySet()) {
                int star = name.indexOf('*');
                String base = star < 0 ? name : name.substring(0, star);
                decoded.computeIfAbsent(base, this::value);
            }
            return Map.copyOf(decoded);
        }

        /** The extended form wins over the plain one that stands there for old readers. */
        private String value(String base) {
            if (plain.containsKey(base + "*") || plain.containsKey(base + "*0") || plain.containsKey(base + "*0*")) {
                return joined(base);
            }
            return plain.getOrDefault(base, "");
        }

        private String joined(String base) {
            Extended extended = new Extended();
            if (plain.containsKey(base + "*")) {
                extended.addEncoded(plain.getOrDefault(base + "*", ""));
                return extended.text();
            }
            for (int i = 0; i < MOST_SECTIONS; i++) {
                String name = base + "*" + i;
                if (plain.containsKey(name + "*")) {
                    extended.addEncoded(plain.getOrDefault(name + "*", ""));
                } else if (plain.containsKey(name)) {
                    extended.addPlain(plain.getOrDefault(name, ""));
                } else {
                    break;
                }
            }
            return extended.text();
        }
    }

    /** An extended value in the making: charset'language'text, and what follows (RFC 2231, section 4). */
    private static final class Extended {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private String charset = "UTF-8";
        private boolean isBegun;

        void addEncoded(String section) {
            String text = section;
            if (!isBegun) {
                int first = section.indexOf('\'');
                int second = first < 0 ? -1 : section.indexOf('\'', first + 1);
                charset = second < 0 ? charset : section.substring(0, first);
                text = second < 0 ? section : section.substring(second + 1);
            }
            isBegun = true;
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            decodePercents(new Range(encoded, 0, encoded.length));
        }

        private void decodePercents(Range text) {
            int at = 0;
            while (at < text.to()) {
                int octet = text.bytes()[at];
                int value = octet == '%' ? TransferDecoder.hex(text, at + 1) : -1;
                bytes.write(value >= 0 ? value : octet);
                at += value >= 0 ? 3 : 1;
            }
        }

        void addPlain(String section) {
            isBegun = true;
            bytes.writeBytes(section.getBytes(StandardCharsets.UTF_8));
        }

        String text() {
            return bytes.toString(Charsets.forName(charset));
        }
    }
}
