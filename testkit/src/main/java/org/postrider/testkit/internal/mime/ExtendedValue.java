package org.postrider.testkit.internal.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** An extended value in the making: charset'language'text, and what follows (RFC 2231, section 4). */
final class ExtendedValue {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String charset = "UTF-8";
    private boolean isBegun;

    void addEncoded(String section) {
        String text = section;
        if (!isBegun) {
            int first = section.indexOf('\'');
            int second = first < 0 ? -1 : section.indexOf('\'', first + 1);
            charset = second < 0 ? charset : section.substring(0, first);
            text = second < 0 ? section : section.substring(second + 1);
        }
        isBegun = true;
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        decodePercents(new Range(encoded, 0, encoded.length));
    }

    private void decodePercents(Range text) {
        int at = 0;
        while (at < text.to()) {
            int octet = text.at(at);
            int value = octet == '%' ? TransferDecoder.hex(text, at + 1) : -1;
            bytes.write(value >= 0 ? value : octet);
            at += value >= 0 ? 3 : 1;
        }
    }

    void addPlain(String section) {
        isBegun = true;
        bytes.writeBytes(section.getBytes(StandardCharsets.UTF_8));
    }

    String text() {
        return bytes.toString(Charsets.forName(charset));
    }
}
