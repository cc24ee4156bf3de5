package org.postrider.smtp.internal.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HexFormat;
import javax.security.sasl.SaslException;
import org.ietf.jgss.GSSContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we make of a context of the JDK's that is established by whatever the server says; real ones are in the tests of servers. */
class NegotiationTest {
    /** accept-completed, Kerberos. */
    private static final byte[] ACCEPTED = octets("A1143012A0030A0100A10B06092A864886F712010202");

    private static final byte[] FIRST = {1};

    @Test
    void serverThatIsContentGetsAnEmptyAnswer() throws Exception {
        Negotiation negotiation = begun(true, new byte[0]);
        assertThat(negotiation.isComplete()).isFalse();
        assertThat(negotiation.evaluateChallenge(ACCEPTED)).isEmpty();
        assertThat(negotiation.isComplete()).isTrue();
    }

    @Test
    void longLengthsAndAnIncompleteAcceptanceAreAsGood() throws Exception {
        Negotiation negotiation = begun(true, new byte[0]);
        assertThat(negotiation.evaluateChallenge(octets("A1820016308112A0030A0101A10B06092A864886F712010202")))
                .isEmpty();
        assertThat(negotiation.isComplete()).isTrue();
    }

    @Test
    void serverThatSpeaksOfLayersIsToldThatThereIsNone() throws Exception {
        Negotiation negotiation = begun(true, octets("07001000"));
        assertThat(negotiation.evaluateChallenge(ACCEPTED)).isEmpty();
        assertThat(negotiation.evaluateChallenge(octets("07001000"))).isEqualTo(octets("01000000"));
        assertThat(negotiation.isComplete()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> negotiation.evaluateChallenge(octets("07001000")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"06001000", "00000000", ""})
    void serverThatInsistsOnALayerIsRefused(String layers) throws Exception {
        Negotiation negotiation = begun(true, octets(layers));
        assertThat(negotiation.evaluateChallenge(ACCEPTED)).isEmpty();
        assertThatThrownBy(() -> negotiation.evaluateChallenge(octets(layers)))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining("security layer");
    }

    @Test
    void authenticationThatIsNotMutualIsNone() throws Exception {
        assertUnproven(begun(false, new byte[0]), ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A1143012A0030A0103A10B06092A864886F712010202", // request-mic
                "A1143012A0030A0102A10B06092A864886F712010202", // reject
                "A1153013A0040A020100A10B06092A864886F712010202", // 256
                "A1803080A0030A0103A10B06092A864886F71201020200000000", // request-mic in lengths without end
                "A1803080A0030A0100A10B06092A864886F71201020200000000", // lengths without end
                "A10F300DA10B06092A864886F712010202", // no state
                "A0143012A0030A0100A10B06092A864886F712010202", // the other kind of message
                "A1FF", // a length that isn't there
            })
    void onlyAnAcceptanceTellsThatTheServerHasProvenItself(String answer) throws Exception {
        assertUnproven(begun(true, new byte[0]), octets(answer));
    }

    @Test
    void answersThatAreCutShortAreNoAcceptance() throws Exception {
        for (int length = 0; length < 9; length++) {
            assertUnproven(begun(true, new byte[0]), Arrays.copyOf(ACCEPTED, length));
        }
    }

    private static void assertUnproven(Negotiation negotiation, byte[] answer) {
        assertThatThrownBy(() -> negotiation.evaluateChallenge(answer))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining("proven");
        assertThat(negotiation.isComplete()).isFalse();
    }

    /** A negotiation that has said its first. */
    private static Negotiation begun(boolean mutual, byte[] layers) throws SaslException {
        Negotiation negotiation = new Negotiation(context(mutual, layers));
        assertThat(negotiation.hasInitialResponse()).isTrue();
        assertThat(negotiation.evaluateChallenge(new byte[0])).isEqualTo(FIRST);
        return negotiation;
    }

    /** A context that any answer establishes. */
    private static GSSContext context(boolean mutual, byte[] layers) {
        int[] said = new int[1];
        return (GSSContext) Proxy.newProxyInstance(
                NegotiationTest.class.getClassLoader(),
                new Class<?>[] {GSSContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "initSecContext" -> said[0]++ == 0 ? FIRST : null;
                    case "isEstablished" -> said[0] > 1;
                    case "getMutualAuthState" -> mutual;
                    case "unwrap" -> layers;
                    case "wrap" -> arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
