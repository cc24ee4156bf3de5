package org.postrider.testkit.internal.sink;

/** Reads numbers that somebody else wrote. Stateless. */
final class Decimal {
    private static final int MOST_DIGITS = 20;

    private Decimal() {}

    /** Reads 1 to 20 digits, the largest long for what is beyond it. {@return the number, or -1 for anything else} */
    static long parse(String text) {
        if (text.isEmpty() || text.length() > MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            boolean beyond = number > (Long.MAX_VALUE - digit) / 10;
            number = beyond ? Long.MAX_VALUE : number * 10 + digit;
        }
        return number;
    }
}
