package org.postrider.mail.internal.idna;

/**
 * Unicode's normalization form C, for characters that a domain can hold. The JDK's would do if all its versions knew the same
 * characters.
 */
final class Nfc {
    // The Unicode Standard, 3.12: Hangul syllables are composed by arithmetic.
    private static final int L_BASE = 0x1100;
    private static final int V_BASE = 0x1161;
    private static final int T_BASE = 0x11A7;
    private static final int S_BASE = 0xAC00;
    private static final int L_COUNT = 19;
    private static final int V_COUNT = 21;
    private static final int T_COUNT = 28;
    private static final int S_COUNT = L_COUNT * V_COUNT * T_COUNT;

    private final int[] points;
    private int count;

    private Nfc(int capacity) {
        points = new int[capacity];
    }

    static String compose(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        Nfc nfc = new Nfc(text.length() * 4); // no character has more parts
        text.codePoints().forEach(nfc::decompose);
        nfc.compose();
        return new String(nfc.points, 0, nfc.count);
    }

    private void decompose(int c) {
        int hangul = c - S_BASE;
        if (hangul >= 0 && hangul < S_COUNT) {
            append(L_BASE + hangul / (V_COUNT * T_COUNT));
            append(V_BASE + hangul / T_COUNT % V_COUNT);
            if (hangul % T_COUNT > 0) {
                append(T_BASE + hangul % T_COUNT);
            }
            return;
        }
        int[] pair = CodePoints.parts(c);
        if (pair.length == 0) {
            append(c);
        } else {
            decompose(pair[0]);
            append(pair[1]);
        }
    }

    /** Appends in canonical order: a mark goes before those of a higher class. */
    private void append(int c) {
        int combining = CodePoints.combiningClass(c);
        int at = count++;
        while (combining > 0 && at > 0 && CodePoints.combiningClass(points[at - 1]) > combining) {
            points[at] = points[at - 1];
            at--;
        }
        points[at] = c;
    }

    private void compose() {
        int all = count;
        int starter = -1;
        int last = 0; // the class of what stands before; 0 right after the starter
        count = 0;
        for (int i = 0; i < all; i++) {
            int c = points[i];
            int combining = CodePoints.combiningClass(c);
            int whole = starter >= 0 && (last == 0 || last < combining) ? whole(points[starter], c) : 0;
            if (whole > 0) {
                points[starter] = whole;
                continue;
            }
            if (combining == 0) {
                starter = count;
            }
            last = combining;
            points[count++] = c;
        }
    }

    private static int whole(int first, int second) {
        int l = first - L_BASE;
        int v = second - V_BASE;
        if (l >= 0 && l < L_COUNT && v >= 0 && v < V_COUNT) {
            return S_BASE + (l * V_COUNT + v) * T_COUNT;
        }
        int s = first - S_BASE;
        int t = second - T_BASE;
        if (s >= 0 && s < S_COUNT && s % T_COUNT == 0 && t > 0 && t < T_COUNT) {
            return first + t;
        }
        return CodePoints.whole(first, second);
    }
}
