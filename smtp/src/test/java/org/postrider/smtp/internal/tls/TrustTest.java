package org.postrider.smtp.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.RevocationMode;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;

/** Which servers are trusted, each shown to a client in a handshake, and what is said of those that aren't. */
class TrustTest {
    private static final String HOST = "mail.example.com";
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Example CA");
    private static final CertificateAuthority RSA = CertificateAuthority.createRsa("Example RSA CA", 2048);
    private static final CertificateAuthority WEAK = CertificateAuthority.createRsa("Example weak CA", 1024);

    /** What a server shows, and what is said of it; null if it is trusted. */
    static Stream<Arguments> servers() {
        Instant now = Instant.now();
        CertificateAuthority intermediate = AUTHORITY.createIntermediate("Example issuing CA");
        return Stream.of(
                server("right", AUTHORITY.issue(HOST), null),
                server("by RSA", RSA.issue(HOST), null),
                server("an RSA key", good().rsa(2048).signedBy(RSA).build(), null),
                server("through an intermediate", intermediate.issue(HOST), null),
                server(
                        "another name",
                        AUTHORITY.issue("mail.example.net"),
                        "is for mail.example.net, you connected to"),
                server("a name in the subject only", nameless(), "no subject alternative name"),
                server(
                        "unknown issuer",
                        CertificateAuthority.create("Somebody").issue(HOST),
                        "leads to CN=Somebody, which isn't a CA that is trusted here"),
                server("signed by itself", HeldCertificate.selfSigned(HOST), "is signed by itself"),
                server(
                        "expired",
                        good().signedBy(AUTHORITY).expired().build(),
                        "CN=mail.example.com has expired on 20"),
                server(
                        "early",
                        good().signedBy(AUTHORITY)
                                .validity(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)))
                                .build(),
                        "isn't valid before 20"),
                server(
                        "a short RSA key",
                        good().rsa(1024).signedBy(RSA).build(),
                        "CN=mail.example.com has 1024 bits, at least 2048"),
                server(
                        "SHA-1 by RSA",
                        good().rsa(2048).digest("SHA1").signedBy(RSA).build(),
                        "is signed with SHA1withRSA, which can be forged"),
                server(
                        "SHA-1 by ECDSA",
                        good().digest("SHA1").signedBy(AUTHORITY).build(),
                        "signed with SHA1withECDSA"),
                server("MD5", good().rsa(2048).digest("MD5").signedBy(RSA).build(), "signed with MD5withRSA"));
    }

    private static Arguments server(String what, HeldCertificate certificate, @Nullable String text) {
        return Arguments.of(what, certificate, text);
    }

    private static HeldCertificate.Builder good() {
        return HeldCertificate.builder().names(HOST);
    }

    private static HeldCertificate nameless() {
        return HeldCertificate.builder().commonName(HOST).signedBy(AUTHORITY).build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void serverIsTrustedOrToldWhyNot(String what, HeldCertificate certificate, @Nullable String text) {
        Trust trust = new Trust(Set.of(AUTHORITY.getCertificate(), RSA.getCertificate()), Set.of(), RevocationMode.OFF);
        Throwable failure = catchThrowable(() -> shake(trust, certificate));
        if (text == null) {
            assertThat(failure).isNull();
        } else {
            assertThat(failure).isInstanceOf(SSLException.class);
            assertThat(reason(failure)).hasMessageContaining(text);
        }
    }

    @Test
    void rootsSignatureOfItselfProvesNothingSoItMayBeOld() throws CertificateException {
        X509Certificate old = good().rsa(2048).digest("MD5").build().getCertificate();
        assertThatCode(() -> Strength.check(old)).doesNotThrowAnyException();
        X509Certificate leaf = RSA.issue(HOST).getCertificate();
        assertThatCode(() -> PeerCheck.checkIssuers(List.of(leaf, RSA.getCertificate())))
                .doesNotThrowAnyException();
    }

    @Test
    void weakKeyOfAnIssuerIsRefusedToo() {
        List<X509Certificate> chain = List.of(WEAK.issue(HOST).getCertificate(), WEAK.getCertificate());
        assertThatThrownBy(() -> PeerCheck.checkIssuers(chain))
                .hasMessageContaining("CN=Example weak CA has 1024 bits");
    }

    /** A server may send certificates that are of no use; they prove nothing, and harm nothing. */
    @Test
    void certificatesBesideTheWayToTheRootAreNotLookedAt() {
        List<X509Certificate> chain = List.of(AUTHORITY.issue(HOST).getCertificate(), WEAK.getCertificate());
        assertThatCode(() -> PeerCheck.checkIssuers(chain)).doesNotThrowAnyException();
    }

    @Test
    void serverWithoutACertificateIsNobody() {
        assertThatThrownBy(() -> PeerCheck.check(List.of(), null)).hasMessageContaining("no certificate");
    }

    @Test
    void pinnedKeyIsTrustedWhoeverIssuedItsCertificate() throws SSLException {
        HeldCertificate own = HeldCertificate.selfSigned(HOST);
        KeyPin pin = KeyPin.of(own.getCertificate());
        shake(pinning(pin), own);
        Throwable failure = catchThrowable(() -> shake(pinning(pin), AUTHORITY.issue(HOST)));
        assertThat(reason(failure)).hasMessageContaining("which isn't pinned").hasMessageContaining("is sha256/");
    }

    @Test
    void pinDoesntExcuseAnotherNameOrAnExpiredCertificate() {
        HeldCertificate foreign = HeldCertificate.selfSigned("elsewhere.example");
        HeldCertificate old = good().expired().build();
        assertThat(reason(catchThrowable(() -> shake(pinning(KeyPin.of(foreign.getCertificate())), foreign))))
                .hasMessageContaining("is for elsewhere.example");
        assertThat(reason(catchThrowable(() -> shake(pinning(KeyPin.of(old.getCertificate())), old))))
                .hasMessageContaining("has expired on");
    }

    private static Trust pinning(KeyPin pin) {
        return new Trust(Set.of(), Set.of(pin), RevocationMode.OFF);
    }

    @Test
    void pinIsReadInEveryFormThatToolsPrint() {
        byte[] digest = new byte[32];
        Arrays.fill(digest, (byte) 0xAB);
        String hex = HexFormat.of().formatHex(digest);
        String colons = HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        KeyPin pin = KeyPin.parse(hex);
        assertThat(Stream.of(colons, pin.toString(), pin.digest()).map(KeyPin::parse))
                .containsOnly(pin);
        assertThat(pin).hasToString("sha256/q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256/", "sha256/q6ur", "sha1/q6urq6urq6urq6urq6urq6urq6s=", "not base64!", "zz"})
    void textThatIsNoSha256IsNoPin(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyPin.parse(text))
                .withMessageContaining("44 characters of base64, or 64 hexadecimal digits");
    }

    @ParameterizedTest
    @EnumSource(
            value = RevocationMode.class,
            names = {"SOFT", "HARD"})
    void revokedCertificateIsRefused(RevocationMode mode) throws Exception {
        try (Lists lists = new Lists()) {
            HeldCertificate certificate = lists.certificate();
            lists.publish(() -> AUTHORITY.revocationList(certificate.getCertificate()));
            assertThat(reason(catchThrowable(() -> shake(asking(mode), certificate))))
                    .hasMessageContaining("CN=mail.example.com was revoked by CN=Example CA");
            shake(asking(RevocationMode.OFF), certificate);
        }
    }

    @ParameterizedTest
    @EnumSource(RevocationMode.class)
    void certificateThatIsOnNoListIsTrusted(RevocationMode mode) throws Exception {
        try (Lists lists = new Lists()) {
            lists.publish(AUTHORITY::revocationList);
            shake(asking(mode), lists.certificate());
        }
    }

    @Test
    void issuerThatCantBeAskedCountsInHardModeOnly() throws Exception {
        try (Lists lists = new Lists()) {
            HeldCertificate certificate = lists.certificate();
            shake(asking(RevocationMode.SOFT), certificate);
            assertThat(reason(catchThrowable(() -> shake(asking(RevocationMode.HARD), certificate))))
                    .hasMessageContaining("nobody can tell whether the certificate of CN=mail.example.com was revoked");
        }
    }

    /** The intermediate's certificate says nothing of where to ask, which must not hide what is known of the server's own. */
    @Test
    void softModeFindsARevokedCertificateBelowAnIntermediateThatNobodyCanTellOf() throws Exception {
        try (Lists lists = new Lists()) {
            CertificateAuthority intermediate = AUTHORITY.createIntermediate("Example issuing CA");
            HeldCertificate certificate = lists.certificate(intermediate);
            lists.publish(intermediate::revocationList);
            shake(asking(RevocationMode.SOFT), certificate);
            try (Lists others = new Lists()) {
                HeldCertificate bad = others.certificate(intermediate);
                others.publish(() -> intermediate.revocationList(bad.getCertificate()));
                assertThat(reason(catchThrowable(() -> shake(asking(RevocationMode.SOFT), bad))))
                        .hasMessageContaining("was revoked by CN=Example issuing CA");
            }
        }
    }

    @Test
    void nobodyCanRevokeAPin() {
        KeyPin pin = KeyPin.of(AUTHORITY.getCertificate());
        assertThatIllegalStateException().isThrownBy(() -> new Trust(Set.of(), Set.of(pin), RevocationMode.SOFT));
    }

    private static Trust asking(RevocationMode mode) {
        return new Trust(Set.of(AUTHORITY.getCertificate()), Set.of(), mode);
    }

    @Test
    void equalTrustSharesItsSessionsAndAnyOtherHasItsOwn() {
        Trust trust = new Trust(Set.of(AUTHORITY.getCertificate()), Set.of(), RevocationMode.OFF);
        Trust same = new Trust(Set.of(AUTHORITY.getCertificate()), Set.of(), RevocationMode.OFF);
        Identity ann = identity("ann");
        Identity bob = identity("bob");
        SSLContext anonymous = TlsContexts.of(trust, List.of(), true);
        assertThat(TlsContexts.of(same, List.of(), true)).isSameAs(anonymous);
        assertThat(Stream.of(
                                anonymous,
                                TlsContexts.of(trust, List.of(), false),
                                TlsContexts.of(trust, List.of(ann), true),
                                TlsContexts.of(trust, List.of(bob, ann), true),
                                TlsContexts.of(asking(RevocationMode.SOFT), List.of(), true))
                        .collect(Collectors.toSet()))
                .hasSize(5);
        assertThat(TlsContexts.of(same, List.of(ann), true)).isSameAs(TlsContexts.of(trust, List.of(ann), true));
    }

    private static Identity identity(String name) {
        HeldCertificate held = AUTHORITY.issue(name + ".example.com");
        return new Identity(held.getPrivateKey(), held.getChain());
    }

    @Test
    void trustManagerAnswersNothingButWhatClientsAsk() throws Exception {
        StrictTrust trust = new StrictTrust(asking(RevocationMode.OFF).trustManager(), true);
        X509Certificate[] chain = {AUTHORITY.issue(HOST).getCertificate()};
        assertThatThrownBy(() -> trust.checkServerTrusted(chain, "EC")).isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> trust.checkClientTrusted(chain, "EC")).isInstanceOf(CertificateException.class);
        assertThat(trust.getAcceptedIssuers()).containsExactly(AUTHORITY.getCertificate());
    }

    private static void shake(Trust trust, HeldCertificate certificate) throws SSLException {
        Engines.shake(TlsContexts.of(trust, List.of(), true), HOST, AUTHORITY.sslContext(certificate));
    }

    /** The verdict that is for the user, below what JSSE puts around it. */
    private static Throwable reason(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof UntrustedPeerException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** An issuer's web server, which has a list or hasn't; each has a place of its own, since the JDK remembers lists. */
    private static final class Lists implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private volatile @Nullable Supplier<byte[]> list;

        Lists() throws IOException {
            Thread thread = new Thread(this::serve, "lists");
            thread.setDaemon(true);
            thread.start();
        }

        void publish(Supplier<byte[]> published) {
            list = published;
        }

        HeldCertificate certificate() {
            return certificate(AUTHORITY);
        }

        HeldCertificate certificate(CertificateAuthority issuer) {
            return good().signedBy(issuer)
                    .revocationList(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/list.crl"))
                    .build();
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    answer(client);
                } catch (IOException expected) {
                    continue; // Closed, or a client that has hung up.
                }
            }
        }

        private void answer(Socket client) throws IOException {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                continue; // The whole request is read, so that closing doesn't reset the connection.
            }
            Supplier<byte[]> published = list;
            byte[] body = published == null ? new byte[0] : published.get();
            String head = "HTTP/1.1 " + (published == null ? "404 Not Found" : "200 OK") + "\r\nContent-Length: "
                    + body.length + "\r\nConnection: close\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            client.getOutputStream().write(body);
        }

        /** Ends its thread too, which waits in accept. */
        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
