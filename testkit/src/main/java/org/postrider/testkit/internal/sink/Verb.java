package org.postrider.testkit.internal.sink;

import org.jspecify.annotations.Nullable;

/** The commands that the sink knows, by their first four letters: no two begin alike. */
enum Verb {
    MAIL,
    RCPT,
    BDAT,
    DATA,
    RSET,
    NOOP,
    QUIT,
    EHLO,
    HELO,
    VRFY,
    STARTTLS;

    private static final Verb[] ALL = values();
    private static final int UPPER = 0xDFDFDFDF;

    private final int key = key(name().charAt(0), name().charAt(1), name().charAt(2), name().charAt(3));

    private static int key(int first, int second, int third, int fourth) {
        return first << 24 | second << 16 | third << 8 | fourth;
    }

    /** {@return the command of a line, in whatever case; null if there is none such} */
    static @Nullable Verb of(CommandLine line) {
        if (line.length() < 4) {
            return null;
        }
        int key = key(line.at(0), line.at(1), line.at(2), line.at(3)) & UPPER;
        for (Verb verb : ALL) {
            if (verb.key == key
                    && line.startsWith(verb.name(), 0)
                    && line.endsWord(verb.name().length())) {
                return verb;
            }
        }
        return null;
    }
}
