package org.postrider.mail.internal.idna;

/** The two invisible characters that a domain may hold, where they change how their neighbours are written (RFC 5892, A.1 and A.2). */
final class Joiners {
    private static final int NON_JOINER = 0x200C;
    private static final int JOINER = 0x200D;
    private static final int VIRAMA = 9; // the combining class of that name

    private Joiners() {}

    static boolean fit(String label) {
        int[] points = label.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            boolean joiner = points[i] == JOINER || points[i] == NON_JOINER;
            if (joiner && !followsVirama(points, i) && !(points[i] == NON_JOINER && parts(points, i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean followsVirama(int[] points, int i) {
        return i > 0 && CodePoints.combiningClass(points[i - 1]) == VIRAMA;
    }

    /** Tells whether two letters that would join stand around it, transparent ones apart. */
    private static boolean parts(int[] points, int i) {
        char before = neighbour(points, i, -1);
        char after = neighbour(points, i, 1);
        return (before == 'L' || before == 'D') && (after == 'R' || after == 'D');
    }

    private static char neighbour(int[] points, int from, int step) {
        int i = from + step;
        while (i >= 0 && i < points.length && CodePoints.joiningType(points[i]) == 'T') {
            i += step;
        }
        return i >= 0 && i < points.length ? CodePoints.joiningType(points[i]) : 'U';
    }
}
