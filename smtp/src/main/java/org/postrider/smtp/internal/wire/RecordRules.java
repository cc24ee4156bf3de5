package org.postrider.smtp.internal.wire;

import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** What a peer may send behind the handshake: tickets and updates of its keys, within measure, but no other handshake. */
final class RecordRules {
    /** So many records in a row may bring nothing to whoever receives; a peer could go on with such for ever. */
    static final int MOST_BARREN = 32;

    private int barren; // records in a row

    /**
     * Judges a record. What the engine would compute anything for begins another handshake, whose outcome nobody would check; tickets and
     * updates of keys it takes at once.
     *
     * @throws SSLException if the peer is to be left
     */
    void check(SSLEngineResult result) throws SSLException {
        barren = result.bytesProduced() > 0 ? 0 : barren + 1;
        if (barren > MOST_BARREN) {
            throw new SSLException("the peer sends TLS records that bring nothing, one after the other");
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            throw renegotiation();
        }
    }

    static SSLException renegotiation() {
        return new SSLException(
                "the peer wants to renegotiate, which isn't done: it is how sessions were spliced (RFC 5746)");
    }
}
