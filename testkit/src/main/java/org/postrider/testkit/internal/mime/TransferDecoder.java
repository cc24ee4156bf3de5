package org.postrider.testkit.internal.mime;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** Removes transfer encodings (RFC 2045, section 6), skipping what doesn't belong there. Stateless. */
final class TransferDecoder {
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final byte[] BASE64_VALUES = base64Values();

    private TransferDecoder() {}

    private static byte[] base64Values() {
        byte[] values = new byte[256];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (BASE64.indexOf(i) & 0xFF);
        }
        return values;
    }

    static byte[] decode(Range body, String encoding) {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "base64" -> base64(body);
            case "quoted-printable" -> quotedPrintable(body);
            default -> body.copy();
        };
    }

    static byte[] base64(Range body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length() / 4 * 3 + 3);
        int bits = 0;
        int count = 0;
        for (int i = body.from(); i < body.to() && body.at(i) != '='; i++) {
            int value = BASE64_VALUES[body.at(i) & 0xFF];
            if (value >= 0) {
                bits = bits << 6 | value;
                count++;
                if (count % 4 != 1) {
                    out.write(bits >> (6 - 2 * ((count - 1) % 4)));
                }
            }
        }
        return out.toByteArray();
    }

    static byte[] quotedPrintable(Range body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length());
        int at = body.from();
        while (at < body.to()) {
            int octet = body.at(at);
            int value = octet == '=' ? hex(body, at + 1) : -1;
            int softBreak = octet == '=' && value < 0 ? afterSoftBreak(body, at + 1) : -1;
            if (softBreak >= 0) {
                at = softBreak;
            } else {
                out.write(value >= 0 ? value : octet);
                at += value >= 0 ? 3 : 1;
            }
        }
        return out.toByteArray();
    }

    /** The value of two hexadecimal digits, or -1. */
    static int hex(Range text, int at) {
        if (at + 2 > text.to()) {
            return -1;
        }
        int high = Character.digit(text.at(at), 16);
        int low = Character.digit(text.at(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** Where the next line begins if only blanks are left of this one (RFC 2045, section 6.7, rule 3), or -1. */
    private static int afterSoftBreak(Range body, int start) {
        int next = body.afterLine(start);
        int end = body.endOfText(start, next);
        for (int i = start; i < end; i++) {
            if (body.at(i) != ' ' && body.at(i) != '\t') {
                return -1;
            }
        }
        return next;
    }
}
