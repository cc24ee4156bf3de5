package org.postrider.mime.internal;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Makes the names that one message needs: its boundaries and what its Message-ID starts with.
 *
 * <p>A boundary holds {@code =_}, which neither quoted-printable nor base64 can produce, and 120 random bits, which nobody who
 * writes the text of a part can foresee. The number comes first, so that no boundary begins like another one of the message.
 */
public final class Boundaries {
    private static final int LENGTH = 20;

    private final String token = Tokens.draw();
    private int count;

    /** Draws the random part. */
    public Boundaries() {}

    /**
     * Gives the part that is the same in all names of this message, and in no other's.
     *
     * @return 20 letters, digits, {@code -} or {@code _}
     */
    public String token() {
        return token;
    }

    /**
     * Makes a boundary.
     *
     * @return a new one at each call
     */
    public String next() {
        return "=_" + count++ + "_" + token;
    }

    /** Random text, drawn for many messages at once because each call of the generator is dear. Thread safe. */
    private static final class Tokens {
        private static final int OCTETS = 15;
        private static final int DRAWN_AT_ONCE = 64;
        private static final SecureRandom RANDOM = new SecureRandom();
        private static String drawn = "";
        private static int used;

        private Tokens() {}

        static synchronized String draw() {
            if (used == drawn.length()) {
                byte[] random = new byte[OCTETS * DRAWN_AT_ONCE];
                RANDOM.nextBytes(random);
                drawn = Base64.getUrlEncoder().encodeToString(random);
                used = 0;
            }
            used += LENGTH;
            return drawn.substring(used - LENGTH, used);
        }
    }
}
