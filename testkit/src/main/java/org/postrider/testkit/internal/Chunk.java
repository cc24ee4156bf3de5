package org.postrider.testkit.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Reply;

/**
 * The argument of BDAT (RFC 3030, section 2).
 *
 * @param size how many octets follow
 * @param isLast whether they end the message
 * @param refusal the reply if the argument makes no sense, or {@code null}
 */
record Chunk(long size, boolean isLast, @Nullable Reply refusal) {
    private static final int MOST_DIGITS = 15;

    static Chunk parse(String argument) {
        String[] words = argument.split(" ", -1);
        boolean isLast = words.length == 2 && words[1].toUpperCase(Locale.ROOT).equals("LAST");
        boolean isNumber = Ascii.isDigits(words[0]) && words[0].length() <= MOST_DIGITS;
        if (!isNumber || (words.length > 1 && !isLast)) {
            return new Chunk(0, false, Reply.of(501, "5.5.4 Syntax: BDAT size [LAST]"));
        }
        return new Chunk(Long.parseLong(words[0]), isLast, null);
    }
}
