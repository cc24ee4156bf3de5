package org.postrider.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * What remains when nothing is asked, checked or chosen: header text, one look at each text, base64 in blocks, into one buffer that is
 * kept. Not correct for any other message than the three payloads.
 */
public final class FloorComposer implements Composer {
    private static final String BOUNDARY = "\r\n--=_b1";
    private static final int LONGEST = 998;
    private static final int OCTETS_A_LINE = 57;
    private static final int LINE = 76;
    private static final int LINES_A_BLOCK = 700;

    private final byte[] octets = new byte[OCTETS_A_LINE * LINES_A_BLOCK];
    private final byte[] encoded = new byte[LINE * LINES_A_BLOCK];
    private byte[] buffer = new byte[64 * 1024];
    private int length;

    @Override
    public void compose(Payload payload, long number, OutputStream output) throws IOException {
        header(payload, number);
        if (payload.html() == null && payload.attachment() == null) {
            text("plain", payload.text());
            flush(output);
            return;
        }
        put("Content-Type: multipart/" + (payload.html() == null ? "mixed" : "alternative"));
        put("; boundary=\"=_b1\"\r\n" + BOUNDARY + "\r\n");
        text("plain", payload.text());
        put(BOUNDARY + "\r\n");
        if (payload.html() != null) {
            text("html", payload.html());
        }
        if (payload.attachment() != null) {
            attachment(payload.attachment(), output);
        }
        put(BOUNDARY + "--\r\n");
        flush(output);
    }

    private void header(Payload payload, long number) {
        put("MIME-Version: 1.0\r\nFrom: " + Payload.FROM + "\r\nTo: " + Payload.TO);
        put("\r\nSubject: " + payload.subject(number));
        put("\r\nDate: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now()));
        put("\r\nMessage-ID: <" + new UUID(number, System.nanoTime()) + "@example.org>\r\n");
    }

    private void text(String subtype, String text) {
        byte[] content = text.getBytes(UTF_8);
        boolean ascii = content.length == text.length();
        boolean plain = ascii && longestLine(content) <= LONGEST;
        put("Content-Type: text/" + subtype + "; charset=" + (ascii ? "us-ascii" : "utf-8"));
        put("\r\nContent-Transfer-Encoding: " + (plain ? "7bit" : "8bit") + "\r\n\r\n");
        put(content, content.length);
    }

    private static int longestLine(byte[] content) {
        int line = 0;
        int longest = 0;
        for (byte octet : content) {
            line = octet == '\n' ? 0 : line + 1;
            longest = Math.max(longest, line);
        }
        return longest;
    }

    private void attachment(byte[] content, OutputStream output) throws IOException {
        put("Content-Type: " + Payload.FILE_TYPE
                + "; name=data.bin\r\nContent-Disposition: attachment; filename=data.bin");
        put("\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        for (int start = 0; start < content.length; start += octets.length) {
            block(content, start, Math.min(octets.length, content.length - start));
            flush(output);
        }
    }

    private void block(byte[] content, int start, int count) {
        System.arraycopy(content, start, octets, 0, count);
        int characters =
                Base64.getEncoder().encode(count == octets.length ? octets : Arrays.copyOf(octets, count), encoded);
        for (int from = 0; from < characters; from += LINE) {
            int width = Math.min(LINE, characters - from);
            System.arraycopy(encoded, from, buffer, length, width);
            buffer[length + width] = '\r';
            buffer[length + width + 1] = '\n';
            length += width + 2;
        }
    }

    private void put(String text) {
        put(text.getBytes(US_ASCII), text.length());
    }

    private void put(byte[] content, int count) {
        if (buffer.length - length < count) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + count));
        }
        System.arraycopy(content, 0, buffer, length, count);
        length += count;
    }

    private void flush(OutputStream output) throws IOException {
        output.write(buffer, 0, length);
        length = 0;
    }
}
