package org.postrider.smtp.internal.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.PasswordCredential;

/** DIGEST-MD5 by its RFC, as the JDK speaks it, and with servers that speak something else. */
class DigestMd5Test {
    private static final String GOOD =
            "realm=\"example.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\",algorithm=md5-sess,charset=utf-8";

    private static SaslClient ann() throws Exception {
        return client("ann", "hunter2");
    }

    private static SaslClient client(String userName, String password) throws Exception {
        return new DigestMd5().begin(TestLogin.as(userName, password)).get();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Directives answer(SaslClient client, String challenge) throws SaslException {
        return Directives.of(client.evaluateChallenge(octets(challenge)));
    }

    /** RFC 2831, section 4. */
    @ParameterizedTest
    @CsvSource({
        "imap, OA6MG9tEQGm2hh, OA6MHXh6VqTrRk, d388dad90d4bbd760a152321f2143af7, ea40f60335c427b5527b84dbabcdfffd",
        "acap, OA9BSXrbuRhWay, OA9BSuZWMSpW8m, 6084c6db3fede7352c551284490fd0fc, 2f0b3d7c3c2e486600ef710726aa2eae"
    })
    void examplesOfTheRfcAreAnsweredAsThere(
            String service, String nonce, String ownNonce, String response, String proof) throws Exception {
        String host = "elwood.innosoft.com";
        PasswordCredential chris = new PasswordCredential("chris", "secret");
        SaslClient client = new DigestMd5(service, () -> ownNonce)
                .begin(new TestLogin(chris, host))
                .get();
        assertThat(client.hasInitialResponse()).isFalse();
        byte[] answer = client.evaluateChallenge(
                octets("realm=\"" + host + "\",nonce=\"" + nonce + "\",qop=\"auth\",algorithm=md5-sess,charset=utf-8"));
        assertThat(answer)
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("charset=utf-8,username=\"chris\",realm=\"" + host + "\",nonce=\"" + nonce
                        + "\",nc=00000001,cnonce=\"" + ownNonce + "\",digest-uri=\"" + service + "/" + host
                        + "\",response=" + response + ",qop=auth");
        assertThat(client.isComplete()).isFalse();
        assertThat(client.evaluateChallenge(octets("rspauth=" + proof))).isEmpty();
        assertThat(client.isComplete()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> client.evaluateChallenge(octets("rspauth=" + proof)));
    }

    /** With and without UTF-8; what fits into ISO-8859-1 is hashed in that all the same. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void serverOfTheJdkLogsItInAndProvesItself(boolean unicode) throws Exception {
        Random random = new Random(2831);
        for (int i = 0; i < 300; i++) {
            String user = JdkPeer.text(random, !unicode || i % 2 == 0);
            String password = i == 0 ? "" : JdkPeer.text(random, !unicode || i % 3 == 0);
            SaslServer server = new JdkPeer("DIGEST-MD5", user, password)
                    .server(Map.of("com.sun.security.sasl.digest.utf8", String.valueOf(unicode)));
            SaslClient client = client(user, password);
            byte[] response = client.evaluateChallenge(server.evaluateResponse(new byte[0]));
            client.evaluateChallenge(server.evaluateResponse(response));
            assertThat(client.isComplete() && server.isComplete()).isTrue();
            assertThat(server.getAuthorizationID()).isEqualTo(user);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientOfTheJdkSaysTheSame(boolean unicode) throws Exception {
        Random random = new Random(1321);
        Charset charset = unicode ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        for (int i = 0; i < 300; i++) {
            String user = JdkPeer.text(random, !unicode || i % 2 == 0);
            String password = JdkPeer.text(random, !unicode || i % 3 == 0);
            StringBuilder challenge = new StringBuilder("nonce=").append(quoted(JdkPeer.text(random, true)));
            for (int realms = random.nextInt(3); realms > 0; realms--) {
                challenge.append(",realm=").append(quoted(JdkPeer.text(random, !unicode)));
            }
            challenge.append(",algorithm=md5-sess,qop=\"auth-int,auth\"").append(unicode ? ",charset=utf-8" : "");
            byte[] octets = challenge.toString().getBytes(charset);
            byte[] theirs = new JdkPeer("DIGEST-MD5", user, password).client().evaluateChallenge(octets);
            Directives expected = Directives.of(theirs);
            byte[] ours = new DigestMd5("smtp", () -> expected.first("cnonce"))
                    .begin(TestLogin.as(user, password))
                    .get()
                    .evaluateChallenge(octets);
            for (String name :
                    List.of("charset", "username", "realm", "nonce", "nc", "cnonce", "digest-uri", "response", "qop")) {
                assertThat(Directives.of(ours).all(name)).as(name).isEqualTo(expected.all(name));
            }
        }
    }

    private static String quoted(String text) {
        return '"' + text.replaceAll("[\"\\\\]", "\\\\$0") + '"';
    }

    @Test
    void nonceIsNewEachTime() throws Exception {
        assertThat(answer(ann(), GOOD).first("cnonce"))
                .hasSize(32)
                .isNotEqualTo(answer(ann(), GOOD).first("cnonce"));
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("", "the algorithm"),
                Arguments.of(",, ,", "the algorithm"),
                Arguments.of("hello", "malformed; it can't be read from \"hello\" on"),
                Arguments.of(GOOD + ",hello", "malformed; it can't be read from \",hello\" on"),
                Arguments.of(GOOD + ",a=\"b", "malformed"),
                Arguments.of(GOOD + ",a=\"b\\\"", "malformed"),
                Arguments.of(GOOD + ",a=\"b\"c", "malformed"),
                Arguments.of(GOOD + ",a=b\"c\"", "malformed"),
                Arguments.of(GOOD + ",a=", "malformed"),
                Arguments.of(GOOD + ",=b", "malformed"),
                Arguments.of(GOOD.replace("\",qop", "\";qop"), "malformed"),
                Arguments.of("\u001b[2J", "\\u001b"),
                Arguments.of(GOOD + ",a=\"" + "\\b".repeat(900), "\\b\\b...\" on"),
                Arguments.of(GOOD.replace("nonce", "none"), "no nonce"),
                Arguments.of(GOOD.replace("OA6MG9tEQGm2hh", ""), "no nonce"),
                Arguments.of(GOOD + ",Nonce=\"another\"", "\"nonce\" more than once"),
                Arguments.of(GOOD + ",algorithm=md5-sess", "\"algorithm\" more than once"),
                Arguments.of(GOOD + ",charset=utf-8", "\"charset\" more than once"),
                Arguments.of(GOOD + ",maxbuf=1,maxbuf=1", "\"maxbuf\" more than once"),
                Arguments.of(GOOD + ",stale=true,stale=true", "\"stale\" more than once"),
                Arguments.of(GOOD.replace("md5-sess", "md5"), "the algorithm of the server's challenge is \"md5\""),
                Arguments.of(GOOD.replace("utf-8", "koi8-r"), "charset \"koi8-r\""),
                Arguments.of(GOOD.replace("\"auth\"", "\"auth-int,auth-conf\""), "security layer"),
                Arguments.of(GOOD.replace("\"auth\"", "\"\""), "security layer"),
                Arguments.of(GOOD + ",a=" + "b".repeat(2048 - GOOD.length() - 3), "2048 octets, the most is 2047"),
                Arguments.of(GOOD + ",a=\"" + "\\b".repeat(9000) + '"', "the most is 2047"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void challengeThatIsNoneIsRefusedWithItsReason(String challenge, String reason) throws Exception {
        SaslClient ann = ann();
        assertThatThrownBy(() -> ann.evaluateChallenge(octets(challenge)))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining(reason);
        assertThat(ann.isComplete()).isFalse();
    }

    @Test
    void challengeThatSaysUtf8IsInIt() throws Exception {
        byte[] challenge = GOOD.replace("example", "ex\u00e4mple").getBytes(StandardCharsets.ISO_8859_1);
        SaslClient ann = ann();
        assertThatThrownBy(() -> ann.evaluateChallenge(challenge))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining("UTF-8");
    }

    /** Lists of RFC 2616: blanks and empty elements don't count, nor does the case of names; quotes are where they needn't be. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ", ,realm=\"example.com\"\t,\r\n nonce = \"n\" ,,algorithm=md5-sess,",
                "REALM=\"example.com\",Nonce=n,Algorithm=\"MD5-sess\"",
                "realm=\"ex\\ample.com\",nonce=\"\\n\",algorithm=md5-sess",
                "realm=\"example.com\",realm=\"example.net\",nonce=\"n\",algorithm=md5-sess",
                "realm=\"example.com\",nonce=\"n\",algorithm=md5-sess,qop=\"auth-conf , auth\"",
                "realm=\"example.com\",nonce=\"n\",algorithm=md5-sess,qop=\"auth-int\",qop=auth",
                "realm=\"example.com\",nonce=\"n\",algorithm=md5-sess,new=\"x,y\",new=z,maxbuf=-1,cipher=\"rc4\",stale=true",
            })
    void whatTheSyntaxAllowsIsTheSame(String challenge) throws Exception {
        Directives response = answer(
                new DigestMd5("smtp", () -> "c")
                        .begin(TestLogin.as("ann", "hunter2"))
                        .get(),
                challenge);
        Directives plain = answer(
                new DigestMd5("smtp", () -> "c")
                        .begin(TestLogin.as("ann", "hunter2"))
                        .get(),
                "realm=\"example.com\",nonce=\"n\",algorithm=md5-sess");
        assertThat(response.first("response")).isEqualTo(plain.first("response"));
        assertThat(response.first("realm")).isEqualTo("example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "'', rspauth is missing",
        "rspauth=, malformed",
        "rspauth=ea40f60335c427b5527b84dbabcdfffd, rspauth is wrong",
        "rspauth=\u0430, rspauth is wrong",
        "'rspauth=a,rspauth=b', more than once"
    })
    void serverThatDoesNotProveItselfIsRefused(String end, String reason) throws Exception {
        SaslClient ann = ann();
        answer(ann, GOOD);
        assertThatThrownBy(() -> ann.evaluateChallenge(octets(end)))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining(reason);
        assertThat(ann.isComplete()).isFalse();
    }

    /** RFC 2831, section 2.1.2: names are in ISO-8859-1 unless the server says utf-8. */
    @Test
    void serverWithoutUtf8GetsItsOwnCharset() throws Exception {
        String old = GOOD.replace(",charset=utf-8", "");
        byte[] response = client("j\u00fcrgen", "p\u00e4ss").evaluateChallenge(octets(old));
        assertThat(response)
                .asString(StandardCharsets.ISO_8859_1)
                .startsWith("username=\"j\u00fcrgen\",")
                .doesNotContain("charset");
    }

    @ParameterizedTest
    @CsvSource({"\u0430\u043d\u043d\u0430, hunter2", "ann, \u20ac"})
    void whatTheServerCanNotReadIsNotSentAsQuestionMarks(String user, String password) throws Exception {
        SaslClient client = client(user, password);
        assertThatThrownBy(() -> client.evaluateChallenge(octets(GOOD.replace(",charset=utf-8", ""))))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining("ISO-8859-1")
                .hasMessageNotContaining(password);
    }

    /** No octet of a text can end the quotes that it stands in. */
    @Test
    void controlsAndQuotesStandBehindABackslash() throws Exception {
        String user = "a\",x=\"\\\r\n\u007fb";
        SaslClient client = client(user, "x");
        byte[] response = client.evaluateChallenge(octets(GOOD));
        assertThat(response)
                .asString(StandardCharsets.UTF_8)
                .contains("username=\"a\\\",x=\\\"\\\\\\\r\\\n\\\u007fb\",realm=");
        assertThat(Directives.of(response).first("username")).isEqualTo(user);
    }

    @Test
    void responseIsNoLongerThanServersTake() throws Exception {
        SaslClient client = client("a".repeat(4000), "x");
        assertThatThrownBy(() -> client.evaluateChallenge(octets(GOOD)))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining("user name is too long");
    }
}
