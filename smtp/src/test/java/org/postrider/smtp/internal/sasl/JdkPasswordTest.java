package org.postrider.smtp.internal.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.Credential;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SaslContext;

/** NTLM, which no server of the tests offers over SMTP, with the JDK's own server at the other end. */
class JdkPasswordTest {
    private static final JdkPassword NTLM = new JdkPassword("NTLM");

    @Test
    void ntlmLogsInWithTheDomainThatTheUserNameBegins() throws Exception {
        SaslServer server = server("secret");
        logIn("EXAMPLE\\ann", "secret", server);
        assertThat(server.isComplete()).isTrue();
        assertThat(server.getAuthorizationID()).isEqualTo("ann");
    }

    @Test
    void ntlmWithTheWrongPasswordIsRefused() throws Exception {
        SaslServer server = server("secret");
        assertThatThrownBy(() -> logIn("EXAMPLE\\ann", "other", server)).isInstanceOf(SaslException.class);
    }

    private static void logIn(String user, String password, SaslServer server) throws Exception {
        SaslClient client =
                NTLM.begin(new Login(new PasswordCredential(user, password))).get();
        byte[] response = client.hasInitialResponse() ? client.evaluateChallenge(new byte[0]) : new byte[0];
        while (!server.isComplete()) {
            byte[] challenge = server.evaluateResponse(response);
            response = server.isComplete() ? response : client.evaluateChallenge(challenge);
        }
        assertThat(client.isComplete()).isTrue();
        client.dispose();
    }

    private static SaslServer server(String password) throws SaslException {
        Map<String, Object> properties = Map.of(Sasl.QOP, "auth", "com.sun.security.sasl.ntlm.domain", "EXAMPLE");
        return Sasl.createSaslServer("NTLM", "smtp", "mail.example.com", properties, callbacks -> {
            boolean known = false;
            for (Callback callback : callbacks) {
                known |= callback instanceof NameCallback name && "ann".equals(name.getDefaultName());
            }
            for (Callback callback : callbacks) {
                if (known && callback instanceof PasswordCallback secret) {
                    secret.setPassword(password.toCharArray());
                }
            }
        });
    }

    /** Whoever logs in, with nothing that NTLM would ask for. */
    private record Login(Credential credential) implements SaslContext {
        @Override
        public String host() {
            return "mail.example.com";
        }

        @Override
        public int port() {
            return 587;
        }

        @Override
        public String targetName() {
            return "smtp/mail.example.com";
        }

        @Override
        public List<String> offered() {
            return List.of("NTLM");
        }

        @Override
        public Optional<byte[]> channelBinding(String type) {
            return Optional.empty();
        }
    }
}
