package org.postrider.mime;

/**
 * How content is dressed for its way: the Content-Transfer-Encoding of RFC 2045.
 *
 * <p>Re-expresses {@code System.Net.Mime.TransferEncoding}, numbers included.
 */
public enum TransferEncoding {
    /** Text that stays readable; other octets look like {@code =C3} (RFC 2045, 6.7). */
    QUOTED_PRINTABLE(0, "quoted-printable"),
    /** Any octets, as four characters for three of them (RFC 2045, 6.8). */
    BASE64(1, "base64"),
    /** As it is: octets below 128 in lines of at most 998. */
    SEVEN_BIT(2, "7bit"),
    /** As it is: any octets but NUL in lines of at most 998; needs a server with 8BITMIME. */
    EIGHT_BIT(3, "8bit"),
    /** Nothing was chosen: the content decides. */
    UNKNOWN(-1, "unknown");

    private final int value;
    private final String token;

    TransferEncoding(int value, String token) {
        this.value = value;
        this.token = token;
    }

    /**
     * Gives the number that .NET knows this constant by.
     *
     * @return 0 to 3, or -1 for {@link #UNKNOWN}
     */
    public int value() {
        return value;
    }

    /**
     * Gives the word that the header field holds.
     *
     * @return for instance {@code base64}
     */
    public String token() {
        return token;
    }
}
