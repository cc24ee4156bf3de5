package org.postrider.testkit.internal.sasl;

import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.postrider.testkit.LoginFault;
import org.postrider.testkit.internal.sasl.Exchange.Verdict;

/** CRAM-MD5 (RFC 2195) and DIGEST-MD5 (RFC 2831), played by the JDK's own servers. */
final class JdkExchange implements Exchange {
    private final Login login;
    private final SaslServer server;
    private boolean proven;

    JdkExchange(Login login) {
        this.login = login;
        try {
            server = Sasl.createSaslServer(
                    login.mechanism(), "smtp", "localhost", Map.of(Sasl.QOP, "auth"), this::answerAll);
        } catch (SaslException e) {
            throw new IllegalStateException("this Java runtime doesn't play " + login.mechanism(), e);
        }
    }

    @Override
    public Verdict open() {
        return answer(new byte[0]);
    }

    @Override
    public Verdict answer(byte[] response) {
        if (proven) {
            return new Verdict.Accepted(server.getAuthorizationID());
        }
        try {
            byte[] challenge = server.evaluateResponse(response);
            boolean isSilent = challenge == null || login.has(LoginFault.NO_SERVER_SIGNATURE);
            if (server.isComplete() && isSilent) {
                return new Verdict.Accepted(server.getAuthorizationID());
            }
            proven = server.isComplete(); // The proof that the server knows the password goes in a challenge.
            return new Verdict.Challenge(Exchanges.text(challenge));
        } catch (SaslException wrong) {
            return Verdict.REFUSED;
        }
    }

    private void answerAll(Callback[] callbacks) {
        String user = "";
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                user = name.getDefaultName();
            } else if (callback instanceof RealmCallback realm) {
                realm.setText(realm.getDefaultText());
            } else if (callback instanceof AuthorizeCallback authorize) {
                authorize.setAuthorized(authorize.getAuthenticationID().equals(authorize.getAuthorizationID()));
            }
        }
        for (Callback callback : callbacks) {
            String password = login.users().get(user);
            if (callback instanceof PasswordCallback secret && password != null) {
                secret.setPassword(password.toCharArray());
            }
        }
    }
}
