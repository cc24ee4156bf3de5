package org.postrider.mime.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads {@code value; name=value} of a received field as people's programs write it: file names with blanks and without quotes, quotes
 * that nobody closes, encoded-words in quotes, and the numbered and encoded pieces of RFC 2231.
 *
 * <p>The first of two parameters of a name counts, and the extended form before the plain one. More than {@value #MOST} are refused. One
 * pass. Not for several threads.
 */
final class ParameterReader {
    private static final int MOST = 1_000;

    private final String text;
    private int position;
    private int count;
    private final Map<String, String> plain = new LinkedHashMap<>();
    private final Map<String, Map<Integer, Piece>> pieces = new LinkedHashMap<>();

    private ParameterReader(String text) {
        this.text = text;
    }

    /** What a field says: its value, and its parameters in plain text by names in lower case. */
    record Parameters(String value, Map<String, String> byName) {}

    /** One piece of a value; an extended one has its octets as {@code %C3}. */
    private record Piece(String text, boolean extended) {}

    static Parameters read(String text) {
        ParameterReader reader = new ParameterReader(text);
        String value = reader.word();
        while (reader.skipToParameter()) {
            reader.parameter();
        }
        return new Parameters(value.toLowerCase(Locale.ROOT), reader.joined());
    }

    private boolean skipToParameter() {
        int semicolon = text.indexOf(';', position);
        position = semicolon < 0 ? text.length() : semicolon + 1;
        return semicolon >= 0;
    }

    private void parameter() {
        int start = position;
        while (position < text.length() && "=;".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        String name = text.substring(start, position).strip().toLowerCase(Locale.ROOT);
        if (position < text.length() && text.charAt(position) == '=' && !name.isEmpty()) {
            if (++count > MOST) {
                throw PartReader.tooMuch(MOST + " parameters in a field");
            }
            position++;
            add(name, value(name.startsWith("name") || name.startsWith("filename")));
        }
    }

    private String value(boolean mayHoldBlanks) {
        while (position < text.length() && isBlank(text.charAt(position))) {
            position++;
        }
        if (position < text.length() && text.charAt(position) == '"') {
            return quoted();
        }
        return mayHoldBlanks ? untilSemicolon() : word();
    }

    private String untilSemicolon() {
        int semicolon = text.indexOf(';', position);
        int start = position;
        position = semicolon < 0 ? text.length() : semicolon;
        return text.substring(start, position).strip();
    }

    /** A word without quotes ends at a blank, a comment or the next parameter. */
    private String word() {
        while (position < text.length() && isBlank(text.charAt(position))) {
            position++;
        }
        int start = position;
        while (position < text.length() && " \t;(".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        return text.substring(start, position);
    }

    /** A backslash stands for itself before anything but a quote and another one: there are writers of whole Windows paths. */
    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (position++; position < text.length() && text.charAt(position) != '"'; position++) {
            char c = text.charAt(position);
            boolean escape =
                    c == '\\' && position + 1 < text.length() && "\"\\".indexOf(text.charAt(position + 1)) >= 0;
            value.append(escape ? text.charAt(++position) : c);
        }
        return value.toString();
    }

    /** Sorts a parameter in by its name: {@code name}, {@code name*}, {@code name*0} or {@code name*0*} (RFC 2231, 3 and 4). */
    private void add(String name, String value) {
        int star = name.indexOf('*');
        if (star < 0) {
            plain.putIfAbsent(name, HeaderText.decode(value));
            return;
        }
        boolean extended = name.endsWith("*");
        String number = name.substring(star + 1, Math.max(star + 1, name.length() - (extended ? 1 : 0)));
        int index = number.isEmpty() ? 0 : index(number);
        if (index >= 0) {
            pieces.computeIfAbsent(name.substring(0, star), any -> new HashMap<>())
                    .putIfAbsent(index, new Piece(value, extended));
        }
    }

    private static int index(String number) {
        int index = 0;
        for (int i = 0; i < number.length() && index >= 0; i++) {
            int digit = Character.digit(number.charAt(i), 10);
            index = digit < 0 || index * 10 + digit >= MOST ? -1 : index * 10 + digit;
        }
        return index;
    }

    private Map<String, String> joined() {
        pieces.forEach((name, numbered) -> {
            if (numbered.containsKey(0)) {
                plain.put(name, join(numbered));
            }
        });
        return plain;
    }

    private static String join(Map<Integer, Piece> numbered) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        String charset = StandardCharsets.UTF_8.name();
        for (int i = 0; numbered.containsKey(i); i++) {
            Piece piece = numbered.get(i);
            String said = piece.text();
            if (i == 0 && piece.extended() && said.indexOf('\'') >= 0) {
                charset = said.substring(0, said.indexOf('\''));
                said = said.substring(said.indexOf('\'', charset.length() + 1) + 1);
            }
            octets.writeBytes(piece.extended() ? percentDecoded(said) : said.getBytes(StandardCharsets.UTF_8));
        }
        return HeaderText.oneLine(Charsets.decode(octets.toByteArray(), charset));
    }

    /** Reads {@code %C3}; a percent sign that says nothing stands for itself. */
    private static byte[] percentDecoded(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(octets.length);
        for (int i = 0; i < octets.length; i++) {
            int octet = octets[i] == '%' ? hex(octets, i + 1) : -1;
            decoded.write(octet < 0 ? octets[i] : octet);
            i += octet < 0 ? 0 : 2;
        }
        return decoded.toByteArray();
    }

    private static int hex(byte[] octets, int index) {
        boolean there = index + 1 < octets.length;
        int high = there ? Character.digit(octets[index], 16) : -1;
        int low = there ? Character.digit(octets[index + 1], 16) : -1;
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
