package org.postrider.smtp.internal.sasl;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import javax.security.sasl.SaslException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;

/**
 * GSS-SPNEGO, which Windows calls Negotiate: Kerberos 5 in the wrapping of RFC 4178.
 *
 * <p>Kerberos is all that is proposed. So there is nothing that a man in the middle could argue down, and no MIC over the proposal is
 * due (RFC 4178, section 5). Neither integrity nor confidentiality is asked for: to a server of this mechanism that would mean a
 * security layer. The trap: servers end it in two ways. Those of Microsoft and Cyrus are content with the context; Dovecot's goes on to
 * talk about layers, as GSSAPI does (RFC 4752, section 3.1).
 */
final class Negotiation extends Conversation {
    private static final String NAME = "GSS-SPNEGO";
    private static final String SPNEGO = "1.3.6.1.5.5.2";

    /** The layers of RFC 4752, section 3.3; the rest of the response is the size of what they wrap. */
    private static final int NO_LAYER = 1;

    private final GSSContext context;
    private boolean proven;
    private boolean settled;

    /** Takes a context that nothing was said in. */
    Negotiation(GSSContext context) {
        super(NAME);
        this.context = context;
    }

    static Negotiation with(String service, String host) throws GSSException {
        GSSManager manager = GSSManager.getInstance();
        GSSName server = manager.createName(service + "@" + host, GSSName.NT_HOSTBASED_SERVICE);
        GSSContext context = manager.createContext(server, new Oid(SPNEGO), null, GSSContext.DEFAULT_LIFETIME);
        context.requestMutualAuth(true);
        context.requestInteg(false);
        context.requestConf(false);
        return new Negotiation(context);
    }

    @Override
    public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
        if (settled) {
            throw tooMany();
        }
        try {
            return proven ? declineLayers(challenge) : negotiate(challenge);
        } catch (GSSException e) {
            throw new SaslException("the negotiation failed", e);
        }
    }

    private byte[] negotiate(byte[] challenge) throws GSSException, SaslException {
        byte[] token = context.initSecContext(challenge, 0, challenge.length);
        if (context.isEstablished()) {
            if (!context.getMutualAuthState() || !isAcceptance(challenge)) {
                throw new SaslException("the server ended the negotiation before it has proven who it is");
            }
            proven = true;
        }
        return token == null ? new byte[0] : token;
    }

    /**
     * Tells whether the server's answer is that it accepts, completely or so far (RFC 4178, section 4.2.2). The JDK has looked for the
     * server's proof in these only; after any other that isn't a refusal it takes the context for established, and authentication for
     * mutual. What is read here is what it reads: an encoding that leaves room for another reading is none.
     */
    private static boolean isAcceptance(byte[] answer) {
        ByteBuffer der = ByteBuffer.wrap(answer);
        try {
            boolean told = enters(der, 0xA1) && enters(der, 0x30) && enters(der, 0xA0) && der.getShort() == 0x0A01;
            return told && (der.get() & 0xFE) == 0;
        } catch (BufferUnderflowException expected) {
            return false;
        }
    }

    /** Steps over a tag and a definite length. */
    private static boolean enters(ByteBuffer der, int tag) {
        if (Byte.toUnsignedInt(der.get()) != tag) {
            return false;
        }
        int length = Byte.toUnsignedInt(der.get());
        for (int more = length - 0x80; more > 0; more--) {
            der.get();
        }
        return length != 0x80;
    }

    private byte[] declineLayers(byte[] challenge) throws GSSException, SaslException {
        byte[] offered = context.unwrap(challenge, 0, challenge.length, new MessageProp(false));
        if (offered.length == 0 || (offered[0] & NO_LAYER) == 0) {
            throw new SaslException("the server wants a security layer, and TLS is one already");
        }
        settled = true;
        return context.wrap(new byte[] {NO_LAYER, 0, 0, 0}, 0, 4, new MessageProp(false));
    }

    @Override
    public boolean isComplete() {
        return proven;
    }

    @Override
    public void dispose() throws SaslException {
        try {
            context.dispose();
        } catch (GSSException e) {
            throw new SaslException("a security context wasn't disposed of", e);
        }
    }
}
