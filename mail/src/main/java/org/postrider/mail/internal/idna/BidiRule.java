package org.postrider.mail.internal.idna;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.postrider.mail.internal.idna.CodePoints.Bidi;

/** Where a name is written from right to left, each label has to keep its place when it is shown (RFC 5893, section 2). */
final class BidiRule {
    private static final Set<Bidi> RIGHT_TO_LEFT = EnumSet.of(Bidi.R, Bidi.AL, Bidi.AN);
    private static final Set<Bidi> FOREIGN_IN_RIGHT_TO_LEFT = EnumSet.of(Bidi.L, Bidi.OTHER);
    private static final Set<Bidi> FOREIGN_IN_LEFT_TO_RIGHT = EnumSet.of(Bidi.R, Bidi.AL, Bidi.AN, Bidi.OTHER);

    private BidiRule() {}

    /** Tells whether a label makes the whole name subject to the rule. */
    static boolean concerns(String label) {
        return label.codePoints().anyMatch(c -> RIGHT_TO_LEFT.contains(CodePoints.bidi(c)));
    }

    static boolean holds(String label) {
        Set<Bidi> all = label.codePoints().mapToObj(CodePoints::bidi).collect(Collectors.toSet());
        Bidi last = last(label);
        return switch (CodePoints.bidi(label.codePointAt(0))) {
            case L -> (last == Bidi.L || last == Bidi.EN) && all.stream().noneMatch(FOREIGN_IN_LEFT_TO_RIGHT::contains);
            case R, AL ->
                (last == Bidi.EN || RIGHT_TO_LEFT.contains(last))
                        && all.stream().noneMatch(FOREIGN_IN_RIGHT_TO_LEFT::contains)
                        && !(all.contains(Bidi.EN) && all.contains(Bidi.AN));
            default -> false;
        };
    }

    /** Gives the last class, marks apart. */
    private static Bidi last(String label) {
        int i = label.length();
        Bidi last = Bidi.NSM;
        while (i > 0 && last == Bidi.NSM) {
            int c = label.codePointBefore(i);
            last = CodePoints.bidi(c);
            i -= Character.charCount(c);
        }
        return last;
    }
}
