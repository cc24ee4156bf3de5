package org.postrider.smtp.internal.sasl;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.RealmChoiceCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SaslContext;
import org.postrider.smtp.SaslMechanism;

/** Passwords by mechanisms of the JDK: CRAM-MD5 (RFC 2195), DIGEST-MD5 (RFC 2831) and NTLM. */
final class JdkPassword implements SaslMechanism {
    private static final String SERVICE = "smtp"; // RFC 4954, section 4

    private final String name;

    JdkPassword(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isUsable(SaslContext context) {
        return context.credential() instanceof PasswordCredential;
    }

    @Override
    public CompletableFuture<SaslClient> begin(SaslContext context) throws SaslException {
        Account account = Account.of((PasswordCredential) context.credential(), name.equals("NTLM"));
        Map<String, Object> properties = new HashMap<>();
        properties.put(Sasl.QOP, "auth"); // TLS protects what follows.
        properties.put("com.sun.security.sasl.ntlm.domain", account.domain());
        SaslClient client =
                Sasl.createSaslClient(new String[] {name}, null, SERVICE, context.host(), properties, account);
        if (client == null) {
            throw new SaslException("this Java runtime doesn't have " + name);
        }
        return CompletableFuture.completedFuture(client);
    }

    /** Answers what a mechanism asks. The domain of {@code domain\\user} is apart for NTLM only: elsewhere it is the server's to read. */
    private record Account(String userName, String domain, String password) implements CallbackHandler {
        static Account of(PasswordCredential credential, boolean apart) {
            String user = credential.userName();
            int backslash = apart ? user.indexOf('\\') : -1;
            String domain = backslash < 0 ? "" : user.substring(0, backslash);
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
                String offered = realm.getDefaultText();
                realm.setText(offered == null || !domain.isEmpty() ? domain : offered);
            } else if (callback instanceof RealmChoiceCallback choice) {
                choice.setSelectedIndex(choice.getDefaultChoice());
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
