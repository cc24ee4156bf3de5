package org.postrider.mail.internal.idna;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringTokenizer;

/**
 * What has to be known of each character of Unicode to judge a domain name. Read from {@code idna.txt}, whose head tells its format, when
 * the first domain beyond ASCII comes along; immutable from then on.
 */
final class CodePoints {
    /** The bidirectional classes that a domain may hold, and one for the rest. */
    enum Bidi {
        L,
        R,
        AL,
        EN,
        ES,
        CS,
        ET,
        AN,
        NSM,
        BN,
        ON,
        OTHER
    }

    private enum Kind {
        VALID,
        MAPPED,
        DISALLOWED
    }

    /** What a run of code points has in common; one of a single replacement maps each of the run to the next after it. */
    private record Entry(Kind kind, String replacement, Bidi bidi, int combiningClass, char joiningType, boolean mark) {
        static Entry parse(String text) {
            return switch (text.charAt(0)) {
                case '!' -> new Entry(Kind.DISALLOWED, "", Bidi.OTHER, 0, 'U', false);
                case '>' -> new Entry(Kind.MAPPED, characters(text.substring(1)), Bidi.OTHER, 0, 'U', false);
                default -> valid(List.of(text.split("/", -1)));
            };
        }

        private static String characters(String codePoints) {
            int[] all = hex(codePoints, "/");
            return new String(all, 0, all.length);
        }

        private static Entry valid(List<String> words) {
            Bidi bidi = Bidi.valueOf(words.get(0));
            if (words.size() == 1) {
                return new Entry(Kind.VALID, "", bidi, 0, 'U', false);
            }
            int combiningClass = Integer.parseInt(words.get(1));
            char joiningType = words.get(2).charAt(0);
            return new Entry(Kind.VALID, "", bidi, combiningClass, joiningType, words.contains("mark"));
        }
    }

    private static final CodePoints TABLE = load();

    private int[] starts = new int[8192];
    private Entry[] entries = new Entry[8192];
    private int size;
    private final Map<Integer, int[]> parts = new HashMap<>();
    private final Map<Long, Integer> wholes = new HashMap<>();

    private CodePoints() {}

    private static CodePoints load() {
        try (InputStream stream = Objects.requireNonNull(CodePoints.class.getResourceAsStream("idna.txt"));
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
            return parse(reader);
        } catch (IOException broken) {
            throw new UncheckedIOException("The table of domain characters can't be read: check the jar", broken);
        }
    }

    private static CodePoints parse(BufferedReader reader) throws IOException {
        CodePoints table = new CodePoints();
        Map<String, Entry> known = new HashMap<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("+")) {
                table.addPair(hex(line.substring(1), " "));
            } else if (!line.startsWith("#")) {
                table.addRuns(new StringTokenizer(line, " "), known);
            }
        }
        table.starts = Arrays.copyOf(table.starts, table.size);
        return table;
    }

    private void addRuns(StringTokenizer words, Map<String, Entry> known) {
        int start = Integer.parseInt(words.nextToken(), 16);
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            int star = word.indexOf('*');
            String entry = star < 0 ? word : word.substring(0, star);
            addRun(start, known.computeIfAbsent(entry, Entry::parse));
            start += star < 0 ? 1 : Integer.parseInt(word.substring(star + 1), 16);
        }
    }

    private void addRun(int start, Entry entry) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            entries = Arrays.copyOf(entries, size * 2);
        }
        starts[size] = start;
        entries[size++] = entry;
    }

    private void addPair(int[] wholeAndParts) {
        int first = wholeAndParts[1];
        int second = wholeAndParts[2];
        parts.put(wholeAndParts[0], new int[] {first, second});
        wholes.put(key(first, second), wholeAndParts[0]);
    }

    private static long key(int first, int second) {
        return (long) first << 32 | second;
    }

    private static int[] hex(String words, String separator) {
        return Collections.list(new StringTokenizer(words, separator)).stream()
                .mapToInt(word -> Integer.parseInt((String) word, 16))
                .toArray();
    }

    private int find(int c) {
        int at = Arrays.binarySearch(starts, c);
        return at >= 0 ? at : -at - 2;
    }

    private static Entry entry(int c) {
        return TABLE.entries[TABLE.find(c)];
    }

    /** Appends what stands for a character in domains, which may be nothing; gives false if the character can't be in one. */
    static boolean map(int c, StringBuilder result) {
        int at = TABLE.find(c);
        Entry entry = TABLE.entries[at];
        switch (entry.kind()) {
            case VALID -> result.appendCodePoint(c);
            case MAPPED -> {
                int next = c - TABLE.starts[at]; // not 0 in a run, and only a single replacement has one
                entry.replacement().codePoints().forEach(to -> result.appendCodePoint(to + next));
            }
            case DISALLOWED -> {
                return false;
            }
        }
        return true;
    }

    static Bidi bidi(int c) {
        return entry(c).bidi();
    }

    static int combiningClass(int c) {
        return entry(c).combiningClass();
    }

    /** The joining type: D, L, R, T (transparent), or U for all else. */
    static char joiningType(int c) {
        return entry(c).joiningType();
    }

    static boolean isMark(int c) {
        return entry(c).mark();
    }

    /** The two characters that a character is composed of, or none. */
    static int[] parts(int c) {
        return TABLE.parts.getOrDefault(c, new int[0]);
    }

    /** The character that two others compose, or 0. */
    static int whole(int first, int second) {
        return TABLE.wholes.getOrDefault(key(first, second), 0);
    }
}
