package org.postrider.smtp.internal.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SaslContext;
import org.postrider.smtp.SaslMechanism;

/**
 * CRAM-MD5 (RFC 2195), by which we prove that we know the password, and the server nothing. It is our own because the JDK's writes
 * the responses into its log.
 */
final class CramMd5 implements SaslMechanism {
    private static final String NAME = "CRAM-MD5";
    private static final String ALGORITHM = "HmacMD5";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isUsable(SaslContext context) {
        return context.credential() instanceof PasswordCredential;
    }

    @Override
    public CompletableFuture<SaslClient> begin(SaslContext context) throws SaslException {
        PasswordCredential credential = (PasswordCredential) context.credential();
        return CompletableFuture.completedFuture(new Proving(credential.userName(), keyed(credential.password())));
    }

    /** The key is filled up with zeros to the size of a block (RFC 2104, section 2): to Java, which refuses an empty one, it is zero. */
    private static Mac keyed(String password) throws SaslException {
        byte[] key = password.isEmpty() ? new byte[1] : password.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new SaslException("this Java runtime doesn't have " + ALGORITHM, e);
        }
    }

    /** The server's challenge and our response. */
    private static final class Proving extends Conversation {
        private final String userName;
        private final Mac mac;
        private boolean answered;

        Proving(String userName, Mac mac) {
            super(NAME);
            this.userName = userName;
            this.mac = mac;
        }

        @Override
        public boolean hasInitialResponse() {
            return false;
        }

        @Override
        public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
            if (answered) {
                throw tooMany();
            }
            if (challenge.length == 0) {
                throw new SaslException("the server's challenge is empty: what answers it would log in for ever");
            }
            answered = true;
            String proof = HexFormat.of().formatHex(mac.doFinal(challenge));
            return (userName + " " + proof).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean isComplete() {
            return answered;
        }
    }
}
