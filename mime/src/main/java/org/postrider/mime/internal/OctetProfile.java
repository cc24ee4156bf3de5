package org.postrider.mime.internal;

import org.postrider.mime.TransferEncoding;

/** What a scan of content found, as far as it decides on the transfer encoding. */
final class OctetProfile {
    private static final int LONGEST = 998;

    private final int length;
    private int high;
    private int unprintable;
    private int longest;
    private boolean forbidden;

    /** Scans so many octets once. */
    OctetProfile(byte[] octets, int length) {
        this.length = length;
        int start = 0;
        for (int i = 0; i < length; i++) {
            int octet = octets[i];
            if (octet == '\n' && i > 0 && octets[i - 1] == '\r') {
                longest = Math.max(longest, i - 1 - start);
                start = i + 1;
            } else if (octet < ' ' || octet == 0x7F || octet == '=') {
                count(octet, i + 1 < length && octets[i + 1] == '\n');
            }
        }
        longest = Math.max(longest, length - start);
    }

    private void count(int octet, boolean beforeLineFeed) {
        if (octet < 0) {
            high++;
        } else if (octet == 0 || octet == '\n' || (octet == '\r' && !beforeLineFeed)) {
            forbidden = true;
            unprintable++;
        } else if (octet != '\t' && octet != '\r') {
            unprintable++;
        }
    }

    /** Chooses the plainest encoding that carries the content over a path of seven or eight bits. */
    TransferEncoding choose(boolean eightBit) {
        if (!forbidden && longest <= LONGEST) {
            if (high == 0) {
                return TransferEncoding.SEVEN_BIT;
            }
            if (eightBit) {
                return TransferEncoding.EIGHT_BIT;
            }
        }
        // Quoted-printable adds two octets to each that it escapes, base64 one to each three.
        return (high + unprintable) * 6L <= length ? TransferEncoding.QUOTED_PRINTABLE : TransferEncoding.BASE64;
    }
}
