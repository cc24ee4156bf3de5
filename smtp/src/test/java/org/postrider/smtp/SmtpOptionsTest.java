package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a connection: defaults, equality, and what is no option. */
class SmtpOptionsTest {
    private static final PasswordCredential ANN = new PasswordCredential("ann", "hunter2");

    @Test
    void defaultsAreSafe() {
        SmtpOptions options = SmtpOptions.builder(" smtp.example.com ").build();
        assertThat(options.server()).isEqualTo("smtp.example.com:25");
        assertThat(options.tls()).isEqualTo(TlsOptions.of(TlsMode.STARTTLS));
        assertThat(options.tls().isHostNameChecked()).isTrue();
        assertThat(options.isPlaintextAuthenticationAllowed()).isFalse();
        assertThat(options.auth()).isEqualTo(AuthOptions.NONE);
        assertThat(options.limits()).isEqualTo(StepLimits.DEFAULT);
    }

    @Test
    void optionsAreEqualWhenAllValuesAre() {
        SmtpOptions options = all(SmtpOptions.builder("h")).build();
        assertThat(options)
                .isEqualTo(all(SmtpOptions.builder("h")).build())
                .hasSameHashCodeAs(all(SmtpOptions.builder("h")).build());
        assertThat(options.toBuilder().build()).isEqualTo(options);
        List<UnaryOperator<SmtpOptions.Builder>> changes = List.of(
                b -> b.port(465),
                b -> b.tls(TlsOptions.of(TlsMode.IMPLICIT).dangerouslyAcceptAnyHostName()),
                b -> b.credential(null),
                b -> b.dangerouslyAllowPlaintextAuthentication(true),
                b -> b.clientDomain("other.example.com"),
                b -> b.partialDelivery(true),
                b -> b.ignoredExtensions("CHUNKING"),
                b -> b.limits(StepLimits.DEFAULT),
                b -> b.listener(new SmtpListener() {}));
        assertThat(changes)
                .allSatisfy(change ->
                        assertThat(change.apply(options.toBuilder()).build()).isNotEqualTo(options));
        assertThat(options).isNotEqualTo(all(SmtpOptions.builder("other")).build());
    }

    private static SmtpOptions.Builder all(SmtpOptions.Builder builder) {
        return builder.port(587)
                .tls(TlsOptions.of(TlsMode.IMPLICIT))
                .credential(ANN)
                .clientDomain("client.example.com")
                .partialDelivery(false)
                .limits(StepLimits.ofEach(Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"STARTTLS", "auth", "RequireTls"})
    void whatKeepsAMessageSafeCanNotBeIgnored(String keyword) {
        SmtpOptions.Builder builder = SmtpOptions.builder("h").ignoredExtensions("pipelining");
        assertThat(builder.build().ignoredExtensions()).containsExactly("PIPELINING");
        assertThatThrownBy(() -> builder.ignoredExtensions("DSN", keyword))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(keyword.toUpperCase(Locale.ROOT));
    }

    @Test
    void builderGoesOnWithoutChangingWhatItMade() {
        SmtpOptions.Builder builder = SmtpOptions.builder("h");
        SmtpOptions before = builder.build();
        builder.port(465);
        before.toBuilder().tls(TlsOptions.of(TlsMode.NONE));
        assertThat(before.port()).isEqualTo(25);
        assertThat(before.tls().mode()).isEqualTo(TlsMode.STARTTLS);
    }

    @Test
    void noSecretIsShown() {
        assertThat(ANN).hasToString("PasswordCredential[userName=ann, password=***]");
        assertThat(new PasswordCredential("a\r\nb", "x").toString()).doesNotContain("\r", "\n");
        assertThat(all(SmtpOptions.builder("h")).build().toString()).doesNotContain("hunter2");
    }

    @Test
    void addressMayHaveItsBracketsAndIsShownWithThemOnce() {
        assertThat(SmtpOptions.builder("::1").port(25).build().server()).isEqualTo("[::1]:25");
        assertThat(SmtpOptions.builder(" [::1] ").port(25).build())
                .isEqualTo(SmtpOptions.builder("h").host("::1").port(25).build())
                .hasToString(SmtpOptions.builder("::1").port(25).build().toString());
        assertThat(new ServerAddress("[2001:db8::1]", 25, 0, 0)).isEqualTo(new ServerAddress("2001:db8::1", 25, 0, 0));
        assertThat(new ProxyOptions(ProxyOptions.Kind.SOCKS5, "[::1]", 1080).host())
                .isEqualTo("::1");
    }

    /** A host is looked up, logged and quoted in errors, and a URL may have a password. */
    @ParameterizedTest
    @CsvSource({
        "smtps://ann:geheim@mx.example.com, the host is a URL: give its host alone",
        "ann:geheim@mx.example.com, the host has a @",
        "mx.example.com/geheim, the host has a /",
        "mx.example.com?geheim, the host has a ?",
        "mx.example.com#geheim, the host has a #",
        "'\"geheim', the host has a \"",
        "ge heim, the host has the character U+0020",
        "ge\u0000heim, the host has the character U+0000",
        "ge\u00A0heim, the host has the character U+00A0",
        "[geheim], the host has a [",
        "'\u2003', the host is empty",
    })
    void hostThatIsNoneIsRefusedUnseen(String host, String reason) {
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> SmtpOptions.builder(host), () -> SmtpOptions.builder("h").host(host))) {
            assertThatThrownBy(use)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(reason)
                    .hasMessageNotContaining("geheim");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "a_b.example.com.", "b\u00FCcher.example", "::1", "fe80::1%eth0", "192.0.2.1"})
    void namesAndAddressesAreHosts(String host) {
        assertThat(SmtpOptions.builder(host + "\n").build().host()).isEqualTo(host);
    }

    @Test
    void credentialHasNoNulAndAUser() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PasswordCredential("", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new PasswordCredential("a\0b", "x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PasswordCredential("a", "hunter\0two"))
                .withMessageNotContaining("hunter");
        assertThatIllegalArgumentException().isThrownBy(() -> new PasswordCredential("a", "\ud83d"));
        assertThat(new PasswordCredential("a", "").password()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\r\nb",
                "-a",
                "a-",
                ".a",
                "a..b",
                "b\u00fccher.example",
                "[",
                "[]",
                "[a b]",
                "[::1",
                "a\0"
            })
    void clientDomainIsADomainOrALiteral(String bad) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpOptions.builder("h").clientDomain(bad))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r", "\n", "\0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "mail.example.com", "my_host", "[192.0.2.1]", "[IPv6:2001:db8::1]", "xn--bcher-kva.example"
            })
    void clientDomainIsTaken(String good) {
        assertThat(SmtpOptions.builder("h").clientDomain(good).build().clientDomain())
                .isEqualTo(good);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65536, Integer.MAX_VALUE})
    void portHasItsRange(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpOptions.builder("h").port(port));
    }

    @Test
    void limitsLieAboveZeroAndWithinADay() {
        assertThatIllegalArgumentException().isThrownBy(() -> StepLimits.ofEach(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> StepLimits.ofEach(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> StepLimits.ofEach(Duration.ofSeconds(Long.MAX_VALUE)));
        assertThat(StepLimits.ofEach(Duration.ofHours(24)).quit()).isEqualTo(Duration.ofSeconds(2));
        assertThat(StepLimits.ofEach(Duration.ofMillis(5)).quit()).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    @SuppressWarnings("NullAway") // What callers without a checker do.
    void nullIsNoOption() {
        assertThatNullPointerException().isThrownBy(() -> SmtpOptions.builder(null));
        assertThatNullPointerException()
                .isThrownBy(() -> SmtpOptions.builder("h").tls(null));
        assertThatNullPointerException()
                .isThrownBy(() -> SmtpOptions.builder("h").limits(null));
        assertThatNullPointerException().isThrownBy(() -> new SmtpSender(null));
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpOptions.builder(" "));
    }
}
