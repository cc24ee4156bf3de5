package org.postrider.smtp.internal.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.Test;

/** CRAM-MD5 by its RFC, and as the JDK speaks it. */
class CramMd5Test {
    private static SaslClient client(String userName, String password) throws Exception {
        return new CramMd5().begin(TestLogin.as(userName, password)).get();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** RFC 2195, section 2. */
    @Test
    void exampleOfTheRfcIsAnsweredAsThere() throws Exception {
        SaslClient tim = client("tim", "tanstaaftanstaaf");
        assertThat(tim.hasInitialResponse()).isFalse();
        assertThat(tim.evaluateChallenge(octets("<1896.697170952@postoffice.reston.mci.net>")))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("tim b913a602c7eda7a495b4e6e7334d3890");
        assertThat(tim.isComplete()).isTrue();
    }

    @Test
    void jdkSaysAndTakesTheSame() throws Exception {
        Random random = new Random(2195);
        for (int i = 0; i < 200; i++) {
            String user = JdkPeer.text(random, false).replaceAll("\\s", "_");
            String password = JdkPeer.text(random, false).repeat(1 + random.nextInt(5));
            JdkPeer jdk = new JdkPeer("CRAM-MD5", user, password);
            SaslServer server = jdk.server(Map.of());
            byte[] challenge = server.evaluateResponse(new byte[0]);
            byte[] response = client(user, password).evaluateChallenge(challenge);
            assertThat(response).isEqualTo(jdk.client().evaluateChallenge(challenge));
            server.evaluateResponse(response);
            assertThat(server.isComplete()).isTrue();
        }
    }

    /** The JDK's server takes none for an unknown user; its client knows what the hash of it is. */
    @Test
    void emptyPasswordIsOneToo() throws Exception {
        byte[] challenge = octets("<1@x>");
        assertThat(client("ann", "").evaluateChallenge(challenge))
                .isEqualTo(new JdkPeer("CRAM-MD5", "ann", "").client().evaluateChallenge(challenge));
    }

    /** Its answer would be the same each time, good for whoever has heard it once. */
    @Test
    void emptyChallengeGetsNoAnswer() throws Exception {
        SaslClient ann = client("ann", "hunter2");
        assertThatThrownBy(() -> ann.evaluateChallenge(new byte[0]))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining("empty");
        assertThat(ann.isComplete()).isFalse();
    }

    @Test
    void secondChallengeIsOneTooMany() throws Exception {
        SaslClient ann = client("ann", "hunter2");
        ann.evaluateChallenge(octets("<1@x>"));
        assertThatIllegalStateException().isThrownBy(() -> ann.evaluateChallenge(octets("<2@x>")));
    }
}
