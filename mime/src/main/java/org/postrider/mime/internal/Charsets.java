package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns octets of a received message into text, whatever charset they claim to be in: never an exception, at worst a wrong letter.
 *
 * <p>Names are looked up in a table of its own, for the JDK asks all of its providers anew for each name that it doesn't know.
 */
public final class Charsets {
    private Charsets() {}

    /** Made when the first name is looked up, since it takes every charset of the JDK. */
    private static final class Table {
        static final Map<String, Charset> BY_NAME = new HashMap<>();

        static {
            Charset.availableCharsets().values().forEach(charset -> {
                charset.aliases().forEach(alias -> BY_NAME.putIfAbsent(alias.toLowerCase(Locale.ROOT), charset));
                BY_NAME.put(charset.name().toLowerCase(Locale.ROOT), charset);
            });
        }
    }

    /**
     * Looks a charset up.
     *
     * @param name its name or an alias, in any case
     * @return the charset, or null if this Java doesn't know it
     */
    public static @Nullable Charset find(@Nullable String name) {
        return name == null ? null : Table.BY_NAME.get(name.toLowerCase(Locale.ROOT));
    }

    /**
     * Decodes octets. Where the name says nothing, or ASCII for what isn't, they are UTF-8 if they can be and Latin-1 if not.
     *
     * @param octets what was received
     * @param name the charset it claims to be in, or null
     * @return the text; what isn't a character in that charset becomes U+FFFD
     */
    public static String decode(byte[] octets, @Nullable String name) {
        Charset charset = find(name);
        return charset == null || charset.equals(StandardCharsets.US_ASCII)
                ? guess(octets)
                : new String(octets, charset);
    }

    private static String guess(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException expected) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }
}
