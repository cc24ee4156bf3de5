package org.postrider.smtp.internal.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.PasswordCredential;

/** NTLM, with the JDK's own server at the other end, which knows one domain only. */
class NtlmTest {
    private static final Ntlm NTLM = new Ntlm();

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

    /** MS-NLMP, section 2.2.1.3: lengths and offsets of domain, user and work station, each in UTF-16. */
    @ParameterizedTest
    @CsvSource({"ann, '', ann", "ann@example.com, '', ann@example.com", "CORP\\ann, CORP, ann"})
    void ntlmTellsUserAndDomainAsTheyWereGivenAndNothingOfThisMachine(String given, String domain, String user)
            throws Exception {
        byte[] message = answerOf(given);
        assertThat(field(message, 28)).isEqualTo(domain);
        assertThat(field(message, 36)).isEqualTo(user);
        assertThat(field(message, 44)).isEqualTo("WORKSTATION");
    }

    /** The response of the first version has 24 octets; that of the second has what was hashed in it. */
    @Test
    void ntlmAnswersByItsSecondVersion() throws Exception {
        byte[] message = answerOf("ann");
        assertThat(ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getShort(20))
                .isGreaterThan((short) 24);
        assertThat(answerOf("ann")).as("the nonce is new each time").isNotEqualTo(message);
    }

    @Test
    void ntlmChallengeThatIsCutShortEndsTheLogin() throws Exception {
        for (int length = 0; length < 24; length++) {
            SaslClient client = NTLM.begin(new TestLogin(new PasswordCredential("ann", "secret")))
                    .get();
            byte[] request = client.evaluateChallenge(new byte[0]);
            byte[] challenge = Arrays.copyOf(server("secret").evaluateResponse(request), length);
            assertThatThrownBy(() -> client.evaluateChallenge(challenge)).isInstanceOf(SaslException.class);
        }
    }

    private static byte[] answerOf(String user) throws Exception {
        SaslClient client = NTLM.begin(new TestLogin(new PasswordCredential(user, "secret")))
                .get();
        byte[] challenge = server("secret").evaluateResponse(client.evaluateChallenge(new byte[0]));
        return client.evaluateChallenge(challenge);
    }

    private static String field(byte[] message, int at) {
        ByteBuffer octets = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        return new String(message, octets.getInt(at + 4), octets.getShort(at), StandardCharsets.UTF_16LE);
    }

    private static void logIn(String user, String password, SaslServer server) throws Exception {
        SaslClient client = NTLM.begin(new TestLogin(new PasswordCredential(user, password)))
                .get();
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
}
