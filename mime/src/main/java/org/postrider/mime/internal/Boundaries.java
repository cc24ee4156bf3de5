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
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int OCTETS = 15;

    private final String token;
    private int count;

    /** Draws the random part. */
    public Boundaries() {
        byte[] random = new byte[OCTETS];
        RANDOM.nextBytes(random);
        token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

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
}
