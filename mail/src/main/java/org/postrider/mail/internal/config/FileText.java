package org.postrider.mail.internal.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a file in the charset that it says it is in: by a byte order mark, by an XML declaration, or else UTF-8.
 *
 * <p>Octets that are no text are refused, never replaced: they may belong to a password.
 */
final class FileText {
    private static final Pattern DECLARATION =
            Pattern.compile("<\\?xml\\s[^>]*?\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");

    private FileText() {}

    /** Decodes a file, without its mark. */
    static String decode(byte[] octets, String file) {
        CharsetDecoder decoder = charset(octets, file).newDecoder();
        CharBuffer text = CharBuffer.allocate((int) (octets.length * (double) decoder.maxCharsPerByte()) + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(octets), text, true);
        text.flip();
        if (result.isError()) {
            long line = (text + "?").lines().count();
            throw new IllegalStateException(
                    file + ", line " + line + ": this isn't " + decoder.charset() + "; save the file as UTF-8");
        }
        boolean marked = text.length() > 0 && text.charAt(0) == '\uFEFF';
        return marked ? text.position(1).toString() : text.toString();
    }

    private static Charset charset(byte[] octets, String file) {
        if (beginsWith(octets, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_16BE;
        }
        if (beginsWith(octets, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16LE;
        }
        return beginsWith(octets, 0xEF, 0xBB, 0xBF) ? StandardCharsets.UTF_8 : declared(octets, file);
    }

    private static boolean beginsWith(byte[] octets, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= octets.length || (octets[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** A declaration that can be read in single octets isn't UTF-16, whatever it says; a tool has saved the file as UTF-8. */
    private static Charset declared(byte[] octets, String file) {
        String start = new String(octets, 0, Math.min(octets.length, 200), StandardCharsets.ISO_8859_1);
        Matcher declaration = DECLARATION.matcher(start);
        if (!declaration.lookingAt()) {
            return StandardCharsets.UTF_8;
        }
        try {
            Charset charset = Charset.forName(declaration.group(1));
            return charset.name().startsWith("UTF-16") ? StandardCharsets.UTF_8 : charset;
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    file + ", line 1: the encoding " + declaration.group(1) + " isn't known; save the file as UTF-8",
                    e);
        }
    }
}
