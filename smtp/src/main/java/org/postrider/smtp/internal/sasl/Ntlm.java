package org.postrider.smtp.internal.sasl;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SaslContext;
import org.postrider.smtp.SaslMechanism;

/** NTLM by the JDK, as the last of all (MS-NLMP, MS-SMTPNTLM). */
final class Ntlm implements SaslMechanism {
    private static final String NAME = "NTLM";

    /**
     * No layer, for TLS protects what follows. Of its versions the second only: what answers a challenge of the first gives the
     * password away. Its nonce would come of a plain {@code Random}, and its work station be this machine's name, which is nobody's
     * business and may take the DNS long to tell; this one is what other mail programs say.
     */
    private static final Map<String, Object> PROPERTIES = Map.of(
            Sasl.QOP,
            "auth",
            "com.sun.security.sasl.ntlm.version",
            "LMv2/NTLMv2",
            "com.sun.security.sasl.ntlm.random",
            new SecureRandom(),
            "com.sun.security.sasl.ntlm.hostname",
            "WORKSTATION");

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
        Account account = Account.of(credential);
        SaslClient client =
                Sasl.createSaslClient(new String[] {NAME}, null, "smtp", context.host(), PROPERTIES, account);
        if (client == null) {
            throw new SaslException("this Java runtime doesn't have " + NAME);
        }
        return CompletableFuture.completedFuture(client);
    }

    /**
     * Answers what the mechanism asks. It wants the domain of {@code domain\\user} apart, and without one none: what the JDK proposes is
     * the server's name, which no domain has.
     */
    private record Account(String userName, String domain, String password) implements CallbackHandler {
        static Account of(PasswordCredential credential) {
            String user = credential.userName();
            int backslash = user.indexOf('\\');
            String domain = user.substring(0, Math.max(backslash, 0));
            return new Account(user.substring(backslash + 1), domain, credential.password());
        }

        @Override
        public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
            for (Callback callback : callbacks) {
                answer(callback);
            }
        }

        private void answer(Callback callback) throws UnsupportedCallbackException {
            if (callback instanceof NameCallback name) {
                name.setName(userName);
            } else if (callback instanceof PasswordCallback secret) {
                char[] characters = password.toCharArray();
                secret.setPassword(characters); // It keeps a copy, and the mechanism clears that.
                Arrays.fill(characters, '\0');
            } else if (callback instanceof RealmCallback realm) {
                realm.setText(domain);
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }

        /** Shows no password. */
        @Override
        public String toString() {
            return "Account[" + userName + "]";
        }
    }
}
