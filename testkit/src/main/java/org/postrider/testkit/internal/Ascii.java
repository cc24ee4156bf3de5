package org.postrider.testkit.internal;

/** The few questions that protocol text asks of characters. Stateless. */
final class Ascii {
    private Ascii() {}

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a text is digits only, and at least one. */
    static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(Ascii::isDigit);
    }
}
