package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.ProxyOptions.Kind;

/** A URL says which server, how protected and as whom; a wrong one says what is wrong with it, and never the password. */
class SmtpUrlTest {
    private static final String SECRET = "geheim";

    @ParameterizedTest
    @CsvSource({
        "smtp://mx.example.com, 25, STARTTLS",
        "smtp://ann:pw@mx.example.com, 587, STARTTLS",
        "smtp://mx.example.com?tls=required, 25, STARTTLS",
        "smtp://mx.example.com/?tls=optional, 25, STARTTLS_IF_OFFERED",
        "smtp://mx.example.com:2525?tls=none, 2525, NONE",
        "SMTPS://mx.example.com/, 465, IMPLICIT",
        "smtps://mx.example.com:8465, 8465, IMPLICIT",
        "smtp+starttls://mx.example.com, 587, STARTTLS",
        "lmtp://mx.example.com, 24, STARTTLS",
        "lmtp://mx.example.com:2424?tls=none, 2424, NONE",
    })
    void schemeDecidesPortAndTls(String url, int port, TlsMode mode) {
        SmtpOptions options = SmtpOptions.of(url);
        assertThat(options.host()).isEqualTo("mx.example.com");
        assertThat(options.port()).isEqualTo(port);
        assertThat(options.tls().mode()).isEqualTo(mode);
        assertThat(options.isLmtp()).isEqualTo(url.startsWith("lmtp:"));
    }

    @ParameterizedTest
    @CsvSource({
        "ann:pw, ann, pw",
        "ann%40example.com:p%2Fw%3A%25, ann@example.com, p/w:%",
        "j%C3%B6rg:%E2%82%AC+1, jörg, €+1",
        "ann:, ann, ''",
    })
    void userAndPasswordArePercentDecoded(String login, String user, String password) {
        assertThat(SmtpOptions.of("smtps://" + login + "@mx.example.com").auth().credentialFor("PLAIN"))
                .isEqualTo(new PasswordCredential(user, password));
    }

    @ParameterizedTest
    @CsvSource({
        "[2001:db8::1], 2001:db8::1",
        "[2001:db8::1]:2525, 2001:db8::1",
        "[fe80::1%25eth0]:2525, fe80::1%eth0",
        "[fe80::1%25en%2Dx], fe80::1%en-x",
        "[fe80::1%251], fe80::1%1",
        "[fe80::1%25], fe80::1%25",
        "[fe80::1%eth0], fe80::1%eth0",
        "192.0.2.1, 192.0.2.1",
        "b%C3%BCcher.example, bücher.example"
    })
    void hostMayBeANameOrAnAddress(String host, String expected) {
        assertThat(SmtpOptions.of("smtps://" + host).host()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "smtp:///run/smtp, /run/smtp, NONE",
        "smtp:///run/smtp?tls=required, /run/smtp, STARTTLS",
        "smtps:///a%20b/%C3%A9%40%3F%23, /a b/é@?#, IMPLICIT",
        "smtp+starttls://ann:pw@/run/smtp, /run/smtp, STARTTLS",
        "lmtp:///run/dovecot/lmtp, /run/dovecot/lmtp, NONE",
    })
    void pathInPlaceOfAHostIsThatOfASocket(String url, String path, TlsMode mode) {
        SmtpOptions options = SmtpOptions.of(url);
        assertThat(options.route().unixSocket()).isEqualTo(Path.of(path));
        assertThat(options.server()).isEqualTo("unix:" + path);
        assertThat(options.host()).isEqualTo("localhost");
        assertThat(options.tls().mode()).isEqualTo(mode);
    }

    @Test
    void optionsAreRead() {
        SmtpOptions options = SmtpOptions.of(
                "smtp://mx.example.com?domain=client.example.com&local=127.0.0.2&proxy=socks5%3A%2F%2Fproxy.example.com&partial=false"
                        + "&dangerously-allow-plaintext-auth=true&tls=none");
        assertThat(options)
                .isEqualTo(SmtpOptions.builder("mx.example.com")
                        .clientDomain("client.example.com")
                        .route(RouteOptions.DIRECT
                                .withLocalEndPoint(new InetSocketAddress("127.0.0.2", 0))
                                .withProxy(new ProxyOptions(Kind.SOCKS5, "proxy.example.com", 1080)))
                        .partialDelivery(false)
                        .dangerouslyAllowPlaintextAuthentication(true)
                        .tls(TlsOptions.of(TlsMode.NONE))
                        .build());
    }

    @Test
    void passwordMayComeFromElsewhere() {
        SmtpOptions options = SmtpOptions.of("smtps://ann@mx.example.com", user -> user + "'s " + SECRET);
        assertThat(options.auth().credentialFor("PLAIN")).isEqualTo(new PasswordCredential("ann", "ann's " + SECRET));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpOptions.of("smtps://ann@mx.example.com"))
                .withMessageContaining("no password");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpOptions.of("smtps://ann@mx.example.com", user -> null))
                .withMessageContaining("password for the user \"ann\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mx.example.com | scheme",
                "://mx.example.com | scheme",
                "http://ann:geheim@mx.example.com | http",
                "smtps://ann:geheim@ | no host",
                "smtps://ann:geheim@:465 | no host",
                "smtps://ann:geheim@mx example | no host",
                "smtps://ann:geheim@2001:db8::1 | port",
                "smtps://ann:geheim@[mx.example.com] | no host",
                "smtps://ann:geheim@[::1 | [ without a ]",
                "smtps://ann:geheim@mx%2Fx | no host",
                "smtps://ann:geheim@[fe80::1%25a%2Fb] | no host",
                "smtps://ann:geheim@[fe80::1%25a%2] | zone has a %",
                "smtps://ann:geheim@mx:0 | port",
                "smtps://ann:geheim@mx:65536 | port",
                "smtps://ann:geheim@mx: | port",
                "smtps://ann:geheim@mx/inbox | goes on",
                "smtps://ann:geheim@mx#top | goes on",
                "smtps://ann:geheim@mx?tls=none#top | %23",
                "smtps://ann:geheim@/run/x#top | goes on",
                "smtps://ann:geheim@/run/%00x | path isn't one",
                "smtps://ann:geheim@/run/x%4 | path has a %",
                "smtps://ann:geheim@/run/x@y | %40",
                "smtps://ann:geheim@:25/run/x | goes on",
                "smtps://ann:geheim@/ | no host",
                "smtp://ann:geheim@/run/x?srv=true | leave the option out",
                "smtp://ann:geheim@/run/x?srv-trust=example.com | leave the option out",
                "smtp://ann:geheim@/run/x?proxy=socks5%3A%2F%2Fp | leave the option out",
                "smtp://ann:geheim@/run/x?local=127.0.0.2 | leave the option out",
                "smtps:///?tls=none | no host",
                "smtps://ann:geheim@mx?tls=none | for smtp:// and lmtp:// alone",
                "smtp://ann:geheim@mx?tls=perhaps | required, optional and none",
                "smtp://ann:geheim@mx?colour=red | colour",
                "smtp://ann:geheim@mx?partial=yes | partial",
                "smtp://ann:geheim@mx?partial=true&partial=false | twice",
                "smtp://ann:geheim@mx?local=here.example | local",
                "smtp://ann:geheim@mx?domain=a%0D%0Ab | client domain",
                "smtp://ann:geheim@mx? | option",
                "smtps://ann:geheim/2@mx | %40",
                "smtps://ann:geheim?2@mx | %40",
                "smtps://ann:ge@heim@mx | %40",
                "smtps://ann:ge:heim@mx | colon",
                "smtps://ann:geheim%4@mx | password has a %",
                "smtps://ann:geheim%@mx | password has a %",
                "smtps://ann:geheim%C3@mx | password isn't UTF-8",
                "smtps://:geheim@mx | user name is empty",
            })
    void wrongUrlSaysWhatIsWrongAndNotThePassword(String url, String reason) {
        Throwable thrown = catchThrowable(() -> SmtpOptions.of(url));
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(reason);
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain(SECRET).doesNotContain("heim");
        }
    }

    @Test
    void optionsOfAUrlDoNotShowThePassword() {
        assertThat(SmtpOptions.of("smtps://ann:" + SECRET + "@mx.example.com").toString())
                .doesNotContain(SECRET);
    }

    /** Whatever is in it, a URL is read or refused. */
    @Test
    void noUrlMakesTheReaderFailInAnotherWay() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "smtp+:/?#[]@%40&=.aé1 \u0000\uD800";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder url = new StringBuilder(random.nextBoolean() ? "smtps://" : "");
            random.ints(random.nextInt(20), 0, alphabet.length()).forEach(at -> url.append(alphabet.charAt(at)));
            Throwable thrown = catchThrowable(() -> SmtpOptions.of(url.toString()));
            assertThat(thrown == null || thrown instanceof IllegalArgumentException)
                    .as("seed %d, %s gave %s", seed, url, thrown)
                    .isTrue();
        }
    }

    // Providers.

    @ParameterizedTest
    @ValueSource(strings = {"gmail", "Microsoft365", "ICLOUD"})
    void providersAreFoundByName(String name) {
        SmtpProvider provider = SmtpProvider.of(name);
        SmtpOptions options = provider.options().build();
        assertThat(options.server()).isEqualTo(provider.host() + ":" + provider.port());
        assertThat(options.tls().mode().isRequired()).isTrue();
    }

    @Test
    void amazonSesHasAServerInEachRegion() {
        assertThat(SmtpProvider.amazonSes("eu-west-1").host()).isEqualTo("email-smtp.eu-west-1.amazonaws.com");
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpProvider.amazonSes("evil.example/"));
    }

    @Test
    void unknownProviderIsToldTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpProvider.of("gmial"))
                .withMessageContaining("gmail");
        assertThat(SmtpProvider.all()).extracting(SmtpProvider::name).doesNotHaveDuplicates();
    }
}
