package org.postrider.mail.internal.idna;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Letters, digits and hyphens for any characters, one label at a time (RFC 3492). Its time grows with the square of a label's length. */
final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 0x80;

    private Punycode() {}

    /** Encodes a label (RFC 3492, 6.3). */
    static String encode(String label) {
        int[] points = label.codePoints().toArray();
        StringBuilder result = new StringBuilder(label.length() + 8);
        Arrays.stream(points).filter(c -> c < INITIAL_N).forEach(result::appendCodePoint);
        int basic = result.length();
        if (basic > 0) {
            result.append('-');
        }
        int n = INITIAL_N;
        int delta = 0;
        int bias = INITIAL_BIAS;
        for (int handled = basic; handled < points.length; n++) {
            int next = nextPoint(points, n);
            delta += (next - n) * (handled + 1);
            n = next;
            for (int c : points) {
                if (c < n) {
                    delta++;
                } else if (c == n) {
                    appendNumber(delta, bias, result);
                    bias = adapted(delta, ++handled, handled - 1 == basic);
                    delta = 0;
                }
            }
            delta++;
        }
        return result.toString();
    }

    private static int nextPoint(int[] points, int least) {
        return Arrays.stream(points).filter(c -> c >= least).min().orElseThrow();
    }

    private static void appendNumber(int number, int bias, StringBuilder result) {
        int rest = number;
        for (int k = BASE; ; k += BASE) {
            int threshold = threshold(k, bias);
            if (rest < threshold) {
                result.append(digit(rest));
                return;
            }
            result.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    /** Decodes a label without its prefix (RFC 3492, 6.2); gives null for what isn't Punycode. */
    static @Nullable String decode(String label) {
        int basic = Math.max(label.lastIndexOf('-'), 0);
        int[] points = Arrays.copyOf(label.substring(0, basic).codePoints().toArray(), label.length());
        int count = basic;
        long n = INITIAL_N;
        long i = 0;
        int bias = INITIAL_BIAS;
        for (int at = basic > 0 ? basic + 1 : 0; at < label.length(); ) {
            long before = i;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = at < label.length() ? value(label.charAt(at++)) : -1;
                i += digit * weight;
                if (digit < 0 || i > Integer.MAX_VALUE) {
                    return null;
                }
                int threshold = threshold(k, bias);
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
            }
            count++;
            bias = adapted(i - before, count, before == 0);
            n += i / count;
            i %= count;
            if (n > Character.MAX_CODE_POINT || isSurrogate(n)) {
                return null;
            }
            System.arraycopy(points, (int) i, points, (int) i + 1, count - 1 - (int) i);
            points[(int) i++] = (int) n;
        }
        return new String(points, 0, count);
    }

    /** Two halves, each encoded for itself, would come together as a character that nobody looked at. */
    private static boolean isSurrogate(long codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static int threshold(int k, int bias) {
        return Math.min(Math.max(k - bias, T_MIN), T_MAX);
    }

    private static int adapted(long delta, int count, boolean first) {
        long rest = first ? delta / DAMP : delta / 2;
        rest += rest / count;
        int k = 0;
        for (; rest > (BASE - T_MIN) * T_MAX / 2; k += BASE) {
            rest /= BASE - T_MIN;
        }
        return (int) (k + (BASE - T_MIN + 1) * rest / (rest + SKEW));
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int value(char digit) {
        if (digit >= 'a' && digit <= 'z') {
            return digit - 'a';
        }
        return digit >= '0' && digit <= '9' ? digit - '0' + 26 : -1;
    }
}
