package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.smtp.ProxyOptions.Kind;
import org.postrider.smtp.internal.proxy.Negotiation;
import org.postrider.testkit.SmtpTestServer;

/** A server is reached through a proxy as it is without; a proxy that misbehaves is found out and told. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class ProxyTest {
    private static final PasswordCredential LOGIN = new PasswordCredential("ann", "s:cret");
    private static final String UNKNOWN_HERE = "mail.invalid";

    static Stream<Arguments> proxies() {
        return Stream.of(Kind.values())
                .flatMap(kind -> Stream.of(DoorWay.values())
                        .flatMap(door -> Stream.of(true, false).map(login -> Arguments.of(kind, door, login))));
    }

    private static SmtpOptions.Builder through(TestProxy proxy, Kind kind, PasswordCredential login) {
        ProxyOptions options = new ProxyOptions(kind, "127.0.0.1", proxy.port(), login);
        return SmtpOptions.builder(UNKNOWN_HERE)
                .port(2525)
                .tls(TlsOptions.of(TlsMode.NONE))
                .limits(StepLimits.ofEach(SOON))
                .route(RouteOptions.DIRECT.withProxy(options));
    }

    private static PasswordCredential login(Kind kind) {
        return kind == Kind.SOCKS4A ? new PasswordCredential("ann", "") : LOGIN;
    }

    /** The name exists for the proxy alone. */
    @ParameterizedTest
    @MethodSource("proxies")
    void serverIsReachedByTheNameThatTheProxyKnows(Kind kind, DoorWay door, boolean login) throws Exception {
        PasswordCredential credential = login ? login(kind) : null;
        try (SmtpTestServer server = SmtpTestServer.start();
                TestProxy proxy = TestProxy.to(server.getAddress(), kind, credential);
                SmtpSender sender =
                        new SmtpSender(through(proxy, kind, credential).build())) {
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(proxy.asked()).containsExactly(UNKNOWN_HERE + ":2525");
            assertThat(server.getMessages()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void tlsRunsInsideAndChecksTheServersOwnName(DoorWay door) throws Exception {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .implicitTls()
                        .hostName(UNKNOWN_HERE)
                        .start();
                TestProxy proxy = TestProxy.to(server.getAddress(), Kind.HTTP_CONNECT, LOGIN);
                SmtpSender sender = new SmtpSender(through(proxy, Kind.HTTP_CONNECT, LOGIN)
                        .tls(trusting(server, TlsMode.IMPLICIT))
                        .build());
                SmtpSender another = new SmtpSender(through(proxy, Kind.HTTP_CONNECT, LOGIN)
                        .host("other.invalid")
                        .tls(trusting(server, TlsMode.IMPLICIT))
                        .build())) {
            assertThat(door.send(sender, TO_ONE, new TestContent()).connection().tls())
                    .isPresent();
            assertThat(door.fail(another, TO_ONE, new TestContent()).kind()).isEqualTo(FailureKind.TLS);
        }
    }

    static Stream<Arguments> faults() {
        Stream<Object[]> faults = Stream.of(new Object[][] {
            {Kind.SOCKS5, "", FailureKind.CONNECTION, "closed"},
            {Kind.SOCKS5, "05", FailureKind.CONNECTION, "closed"},
            {Kind.SOCKS5, "0400", FailureKind.PROTOCOL, "doesn't speak SOCKS5"},
            {Kind.SOCKS5, text("HTTP/1.1 400 Bad Request\r\n\r\n"), FailureKind.PROTOCOL, "doesn't speak SOCKS5"},
            {Kind.SOCKS5, "05FF", FailureKind.AUTHENTICATION, "login"},
            {Kind.SOCKS5, "0502", FailureKind.AUTHENTICATION, "give the proxy a credential"},
            {Kind.SOCKS5, "0500" + "05050001" + "000000000000", FailureKind.CONNECTION, "connection refused"},
            {Kind.SOCKS5, "0500" + "05000009", FailureKind.PROTOCOL, "no kind"},
            {Kind.SOCKS5, "0500" + "04000001", FailureKind.PROTOCOL, "isn't one of SOCKS5"},
            {Kind.SOCKS5, "0500" + "050000030A6162", FailureKind.CONNECTION, "closed"},
            {Kind.SOCKS4A, "005B", FailureKind.CONNECTION, "closed"},
            {Kind.SOCKS4A, "005B000000000000", FailureKind.CONNECTION, "code 91"},
            {Kind.SOCKS4A, "005D000000000000", FailureKind.AUTHENTICATION, "user name"},
            {Kind.SOCKS4A, "055A000000000000", FailureKind.PROTOCOL, "doesn't speak SOCKS4"},
            {Kind.HTTP_CONNECT, text("HTTP/1.1 20"), FailureKind.CONNECTION, "closed"},
            {Kind.HTTP_CONNECT, text("HTTP/1.1 407 Login\r\nX: y\r\n\r\n"), FailureKind.AUTHENTICATION, "407"},
            {Kind.HTTP_CONNECT, text("HTTP/1.1 403 \u0007No\r\n\r\n"), FailureKind.CONNECTION, "403 \\u0007No"},
            {Kind.HTTP_CONNECT, text("220 mx ESMTP\r\n\r\n"), FailureKind.PROTOCOL, "doesn't speak HTTP"},
            {Kind.HTTP_CONNECT, text("\r\n"), FailureKind.PROTOCOL, "doesn't speak HTTP"},
            {Kind.HTTP_CONNECT, text("HTTP/1.1 200 " + "x".repeat(20_000)), FailureKind.PROTOCOL, "doesn't end"},
            {Kind.HTTP_CONNECT, text("HTTP/1.1 2000 OK\r\n\r\n220 mx\r\n"), FailureKind.PROTOCOL, "doesn't speak HTTP"},
            {Kind.HTTP_CONNECT, text("HTTP/1.1 2x0 OK\r\n\r\n220 mx\r\n"), FailureKind.PROTOCOL, "doesn't speak HTTP"},
            {Kind.HTTP_CONNECT, text("HTTP/1.1 103\r\n\r\nHTTP/1.1 403 No\r\n\r\n"), FailureKind.CONNECTION, "403 No"},
            {Kind.HTTP_CONNECT, text("HTTP/1.1 100 y\r\n\r\n".repeat(1_000)), FailureKind.PROTOCOL, "doesn't end"},
        });
        return faults.flatMap(
                row -> Stream.of(DoorWay.values()).map(door -> Arguments.of(row[0], row[1], row[2], row[3], door)));
    }

    /** What follows the last head is the server's. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void interimResponsesOfAProxyArePassedOver(DoorWay door) throws Exception {
        String interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
        for (String granted : new String[] {"HTTP/1.1 200 OK", "HTTP/1.0 200", "HTTP/1.1 299 "}) {
            byte[] said = (interim + granted + "\r\n\r\n554 nobody home\r\n").getBytes(StandardCharsets.US_ASCII);
            try (TestProxy proxy = TestProxy.saying(said);
                    SmtpSender sender = new SmtpSender(
                            through(proxy, Kind.HTTP_CONNECT, null).build())) {
                DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
                assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(FailureKind.REFUSED);
                assertThat(failure).hasMessageContaining("554 nobody home");
            }
        }
    }

    private static String text(String ascii) {
        return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void proxyThatMisbehavesIsTold(Kind kind, String octets, FailureKind expected, String reason, DoorWay door)
            throws Exception {
        try (TestProxy proxy = TestProxy.saying(HexFormat.of().parseHex(octets));
                SmtpSender sender = new SmtpSender(through(proxy, kind, null).build())) {
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(expected);
            assertThat(failure)
                    .hasMessageContaining("the proxy 127.0.0.1:" + proxy.port())
                    .hasMessageContaining(UNKNOWN_HERE + ":2525")
                    .hasMessageContaining(reason);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void wrongLoginIsAnAuthenticationFailureAndNotShown(DoorWay door) throws Exception {
        for (Kind kind : new Kind[] {Kind.SOCKS5, Kind.HTTP_CONNECT}) {
            try (SmtpTestServer server = SmtpTestServer.start();
                    TestProxy proxy = TestProxy.to(server.getAddress(), kind, LOGIN);
                    SmtpSender sender = new SmtpSender(through(proxy, kind, new PasswordCredential("ann", "geheim"))
                            .build())) {
                DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
                assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
                assertThat(failure.toString()).doesNotContain("geheim");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void proxyThatSaysNothingIsGivenUpAtTheLimit(DoorWay door) throws Exception {
        try (TestProxy proxy = TestProxy.silent();
                SmtpSender sender = new SmtpSender(through(proxy, Kind.SOCKS5, null)
                        .limits(StepLimits.ofEach(Duration.ofMillis(1200)))
                        .build())) {
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure).hasMessageContaining("didn't answer in time");
            proxy.awaitHungUp();
        }
    }

    @Test
    void cancelEndsTheWordsWithTheProxy() throws Exception {
        try (TestProxy proxy = TestProxy.silent();
                SmtpSender sender =
                        new SmtpSender(through(proxy, Kind.SOCKS5, null).build())) {
            SendFuture future = sender.sendAsync(TO_ONE, new TestContent());
            proxy.awaitConnected();
            future.abort();
            assertThat(future)
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            DeliveryException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CANCELLED));
            proxy.awaitHungUp();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void hostThatNoProxyTakesIsNotTold(DoorWay door) throws Exception {
        try (TestProxy proxy = TestProxy.silent();
                SmtpSender sender = new SmtpSender(through(proxy, Kind.HTTP_CONNECT, null)
                        .host("a".repeat(256))
                        .build())) {
            assertThat(door.fail(sender, TO_ONE, new TestContent())).hasMessageContaining("can't be told to a proxy");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void hostThatCouldBeACommandIsNotTold(Kind kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Negotiation.of(new ProxyOptions(kind, "proxy", 1080), "mail.invalid:1 HTTP/1.1\r\nX: y", 25))
                .withMessageContaining("can't be told to a proxy");
    }

    // The options.

    @Test
    void proxyMayBeAUrl() {
        assertThat(ProxyOptions.of("socks5://ann:s%3Acret@[2001:db8::1]"))
                .isEqualTo(new ProxyOptions(Kind.SOCKS5, "2001:db8::1", 1080, LOGIN));
        assertThat(ProxyOptions.of("socks4a://ann@proxy:1081"))
                .isEqualTo(new ProxyOptions(Kind.SOCKS4A, "proxy", 1081, new PasswordCredential("ann", "")));
        assertThat(ProxyOptions.of("http://proxy")).isEqualTo(new ProxyOptions(Kind.HTTP_CONNECT, "proxy", 8080));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProxyOptions.of("https://ann:geheim@proxy"))
                .withMessageContaining("https")
                .withMessageNotContaining("geheim");
    }

    @Test
    void hostThatCanBeNoneIsRefusedAndNotShown() {
        for (String host : new String[] {" ", "http://ann:geheim@proxy", "ann:geheim@proxy", "a b", "proxy\r\nx"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ProxyOptions(Kind.HTTP_CONNECT, host, 80))
                    .withMessageContaining("the proxy's host")
                    .withMessageNotContaining("geheim");
        }
    }

    @Test
    void credentialsThatAKindCannotCarryAreRefused() {
        String long256 = "x".repeat(256);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProxyOptions(Kind.SOCKS4A, "proxy", 1080, LOGIN))
                .withMessageContaining("SOCKS5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProxyOptions(Kind.SOCKS5, "proxy", 1080, new PasswordCredential("a", long256)))
                .withMessageContaining("255");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProxyOptions(Kind.HTTP_CONNECT, "p", 80, new PasswordCredential("a:b", "c")))
                .withMessageContaining("colon");
        assertThat(new ProxyOptions(Kind.SOCKS5, "proxy", 1080, LOGIN).toString())
                .doesNotContain("s:cret");
    }
}
