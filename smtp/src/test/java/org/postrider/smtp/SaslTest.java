package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.postrider.smtp.Logins.ANN;
import static org.postrider.smtp.Logins.PASSWORD;
import static org.postrider.smtp.Logins.authCommands;
import static org.postrider.smtp.Logins.fail;
import static org.postrider.smtp.Logins.offering;
import static org.postrider.smtp.Logins.send;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.HeldCertificate;
import org.postrider.testkit.LoginFault;
import org.postrider.testkit.Reply;
import org.postrider.testkit.ReplyDelivery;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Which mechanism logs in, by password or certificate, and what servers can't talk it into. */
@Execution(ExecutionMode.CONCURRENT)
class SaslTest {
    private static final List<String> BY_PASSWORD = List.of(
            "SCRAM-SHA-512-PLUS",
            "SCRAM-SHA-256-PLUS",
            "SCRAM-SHA-1-PLUS",
            "SCRAM-SHA-512",
            "SCRAM-SHA-256",
            "SCRAM-SHA-1",
            "DIGEST-MD5",
            "CRAM-MD5",
            "PLAIN",
            "LOGIN");

    static Stream<Arguments> byPassword() {
        return BY_PASSWORD.stream()
                .flatMap(mechanism -> Stream.of(DoorWay.values()).map(door -> Arguments.of(mechanism, door)));
    }

    @ParameterizedTest
    @MethodSource("byPassword")
    void everyMechanismLogsInHoweverItsRepliesAreCut(String mechanism, DoorWay door) {
        for (ReplyDelivery delivery : ReplyDelivery.values()) {
            try (SmtpTestServer server = offering(mechanism).delivery(delivery).start()) {
                assertThat(send(door, server, AuthOptions.of(ANN))).isEqualTo(mechanism);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("byPassword")
    void userNamesAndPasswordsBeyondAsciiLogIn(String mechanism, DoorWay door) {
        PasswordCredential odd = new PasswordCredential("j\u00fc=r,gen", "p\u00e4 s\"s\\\u20ac");
        try (SmtpTestServer server =
                offering(mechanism).user(odd.userName(), odd.password()).start()) {
            assertThat(send(door, server, AuthOptions.of(odd))).isEqualTo(mechanism);
        }
    }

    /** SASLprep's tables are Unicode 3.2's; what came later is right in a name and wrong in a password (RFC 5802, sections 5.1, 2.2). */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void nameMayHoldAnEmojiAndAPasswordMayNot(DoorWay door) {
        PasswordCredential odd = new PasswordCredential("ann \ud83e\udd8a", "secret");
        try (SmtpTestServer server =
                offering("SCRAM-SHA-256").user(odd.userName(), odd.password()).start()) {
            assertThat(fail(door, server, AuthOptions.of(new PasswordCredential("ann", odd.userName()))))
                    .hasMessageStartingWith("SCRAM-SHA-256 can't begin: user name or password hold characters");
            assertThat(send(door, server, AuthOptions.of(odd))).isEqualTo("SCRAM-SHA-256");
        }
    }

    @ParameterizedTest
    @MethodSource("byPassword")
    void wrongPasswordIsRefusedOnceAndByNoWeakerMechanism(String mechanism, DoorWay door) {
        try (SmtpTestServer server =
                offering(mechanism, "LOGIN").user("ann", "other").start()) {
            DeliveryException failure = fail(door, server, AuthOptions.of(ANN));
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure.reply()).map(SmtpReply::code).contains(535);
            assertThat(failure).hasMessageContaining(mechanism);
            assertThat(authCommands(server)).singleElement().asString().startsWith("AUTH " + mechanism);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void strongestOfferedGoesFirstWhateverTheServersOrder(DoorWay door) {
        for (int weakest = BY_PASSWORD.size(); weakest > 0; weakest -= 3) {
            List<String> offered = new ArrayList<>(BY_PASSWORD.subList(weakest - 1, BY_PASSWORD.size()));
            Collections.reverse(offered);
            try (SmtpTestServer server =
                    offering(offered.toArray(new String[0])).start()) {
                assertThat(send(door, server, AuthOptions.of(ANN))).isEqualTo(BY_PASSWORD.get(weakest - 1));
            }
        }
    }

    @Test
    void orderIsTheDocumentedOne() {
        assertThat(AuthOptions.knownMechanisms())
                .containsExactly(
                        "EXTERNAL",
                        "GSSAPI",
                        "GSS-SPNEGO",
                        "OAUTHBEARER",
                        "XOAUTH2",
                        "SCRAM-SHA-512-PLUS",
                        "SCRAM-SHA-256-PLUS",
                        "SCRAM-SHA-1-PLUS",
                        "SCRAM-SHA-512",
                        "SCRAM-SHA-256",
                        "SCRAM-SHA-1",
                        "DIGEST-MD5",
                        "CRAM-MD5",
                        "PLAIN",
                        "LOGIN",
                        "NTLM");
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void preferredMechanismGoesFirstAndTheOthersFollow(DoorWay door) {
        AuthOptions auth = AuthOptions.of(ANN).preferring("cram-md5");
        try (SmtpTestServer server =
                offering("PLAIN", "SCRAM-SHA-256", "CRAM-MD5").start()) {
            assertThat(send(door, server, auth)).isEqualTo("CRAM-MD5");
            server.script().on(Step.AUTH, Reply.of(504, "5.5.4 not here")).times(1);
            assertThat(send(door, server, auth)).isEqualTo("SCRAM-SHA-256");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void exactMechanismsAreTheOnlyOnes(DoorWay door) {
        AuthOptions auth = AuthOptions.of(ANN).withMechanisms("CRAM-MD5", "SCRAM-SHA-1");
        try (SmtpTestServer server = offering("PLAIN", "SCRAM-SHA-256").start()) {
            assertThat(fail(door, server, auth))
                    .hasMessageContaining("[PLAIN, SCRAM-SHA-256]")
                    .hasMessageContaining("[CRAM-MD5, SCRAM-SHA-1]");
            assertThat(authCommands(server)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void nameThatNoMechanismHasIsTold(DoorWay door) {
        try (SmtpTestServer server = offering("PLAIN").start()) {
            assertThat(fail(door, server, AuthOptions.of(ANN).withMechanisms("pliAn", "LOGIN")))
                    .hasMessageContaining("it offers [PLAIN], we could use [LOGIN]; no mechanism has the name PLIAN")
                    .hasMessageContaining("these are known: [EXTERNAL, ")
                    .hasMessageContaining("PLAIN, LOGIN, NTLM]");
            assertThat(fail(door, server, AuthOptions.NONE.withCredential("Pla\u001bin", ANN)))
                    .hasMessageContaining("no mechanism has the name PLA\\u001bIN,");
            assertThat(fail(door, server, AuthOptions.of(ANN).withMechanisms("LOGIN")))
                    .hasMessageNotContaining("known");
            assertThat(send(door, server, AuthOptions.of(ANN).preferring("PLIAN")))
                    .isEqualTo("PLAIN");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void eachMechanismMayHaveACredentialOfItsOwn(DoorWay door) {
        AuthOptions auth =
                AuthOptions.of(new PasswordCredential("bob", "wrong")).withCredential("plain", ANN);
        try (SmtpTestServer server = offering("PLAIN").start()) {
            assertThat(send(door, server, auth)).isEqualTo("PLAIN");
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(LoginFault.values())
                .flatMap(fault -> Stream.of(DoorWay.values()).map(door -> Arguments.of(fault, door)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void serverThatMisbehavesInALoginGetsNoMail(LoginFault fault, DoorWay door) {
        try (SmtpTestServer server = offering("SCRAM-SHA-256", "PLAIN").start()) {
            server.script().login(fault);
            DeliveryException failure = fail(door, server, AuthOptions.of(ANN));
            boolean endless = fault == LoginFault.ENDLESS_CHALLENGES;
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure).hasMessageContaining(endless ? "malformed" : said(fault));
            assertThat(authCommands(server)).hasSize(1);
        }
    }

    private static String said(LoginFault fault) {
        return switch (fault) {
            case WRONG_SERVER_SIGNATURE -> "signature is wrong";
            case NO_SERVER_SIGNATURE -> "before it has proven itself";
            case FOREIGN_NONCE, REUSED_NONCE -> "nonce";
            case TOO_FEW_ITERATIONS -> "4095 iterations";
            case TOO_MANY_ITERATIONS -> "1000001 iterations";
            case EXTENDED_CHALLENGE -> "holds an extension";
            case MALFORMED_CHALLENGE, ENDLESS_CHALLENGES -> "malformed";
            case SERVER_ERROR -> "other-error";
        };
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void digestWithoutTheServersProofIsNoLogin(DoorWay door) {
        try (SmtpTestServer server = offering("DIGEST-MD5").start()) {
            server.script().login(LoginFault.NO_SERVER_SIGNATURE);
            assertThat(fail(door, server, AuthOptions.of(ANN))).hasMessageContaining("before it has proven itself");
        }
    }

    @ParameterizedTest
    @CsvSource({"PLAIN, BLOCKING", "PLAIN, ASYNC", "LOGIN, BLOCKING", "LOGIN, ASYNC"})
    void challengesWithoutEndEndIt(String mechanism, DoorWay door) {
        try (SmtpTestServer server = offering(mechanism).start()) {
            server.script().login(LoginFault.ENDLESS_CHALLENGES);
            assertThat(fail(door, server, AuthOptions.of(ANN)).kind()).isEqualTo(FailureKind.PROTOCOL);
        }
    }

    /** RFC 9266 has the exporter for TLS 1.3, and Java can export from 25 on; all else is bound to the certificate (RFC 5929). */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, BLOCKING", "TLSv1.3, BLOCKING", "TLSv1.2, ASYNC", "TLSv1.3, ASYNC"})
    void loginIsBoundToWhatTheVersionOfTlsHas(String version, DoorWay door) {
        boolean exports = version.equals("TLSv1.3") && Runtime.version().feature() >= 25;
        try (SmtpTestServer server =
                offering("SCRAM-SHA-256-PLUS").protocols(version).start()) {
            assertThat(send(door, server, AuthOptions.of(ANN))).isEqualTo("SCRAM-SHA-256-PLUS");
            String command = server.getSessions().get(0).getCommands().stream()
                    .filter(line -> line.startsWith("AUTH "))
                    .findFirst()
                    .orElseThrow();
            byte[] first = Base64.getDecoder().decode(command.substring(command.lastIndexOf(' ') + 1));
            assertThat(new String(first, StandardCharsets.US_ASCII))
                    .startsWith(exports ? "p=tls-exporter,," : "p=tls-server-end-point,,");
        }
    }

    /** Somebody in the middle leaves the bound mechanisms out of the offer; the server sees by the flag "y" that they weren't missed. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void offerThatWasCutOnItsWayIsNoticedByTheServer(DoorWay door) {
        try (SmtpTestServer server =
                offering("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256").start()) {
            server.script().on(Step.EHLO, Reply.of(250, "mx", "STARTTLS")).nth(1);
            server.script()
                    .on(Step.EHLO, Reply.of(250, "mx", "AUTH SCRAM-SHA-256"))
                    .nth(2);
            assertThat(fail(door, server, AuthOptions.of(ANN)).reply())
                    .map(SmtpReply::code)
                    .contains(535);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void boundMechanismThatIsNotWantedIsNotTakenForACutOffer(DoorWay door) {
        try (SmtpTestServer server =
                offering("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256").start()) {
            AuthOptions auth = AuthOptions.of(ANN).withMechanisms("SCRAM-SHA-256");
            assertThat(send(door, server, auth)).isEqualTo("SCRAM-SHA-256");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void inClearNothingCanBeBound(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .user("ann", PASSWORD)
                        .authMechanisms("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")
                        .start();
                SmtpSender sender = new SmtpSender(SmtpSenderTest.plain(server)
                        .credential(ANN)
                        .dangerouslyAllowPlaintextAuthentication(true)
                        .build())) {
            assertThat(door.send(sender, SmtpSenderTest.TO_ONE, new TestContent())
                            .connection()
                            .mechanism())
                    .isEqualTo("SCRAM-SHA-256");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void emptyPasswordPassesScramOver(DoorWay door) {
        try (SmtpTestServer server =
                offering("SCRAM-SHA-256", "PLAIN").user("bob", "").start()) {
            assertThat(send(door, server, AuthOptions.of(new PasswordCredential("bob", ""))))
                    .isEqualTo("PLAIN");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void passwordThatScramRefusesGoesByTheNextMechanism(DoorWay door) {
        PasswordCredential odd = new PasswordCredential("bob", "line\nbreak");
        try (SmtpTestServer server =
                offering("SCRAM-SHA-256", "PLAIN").user("bob", odd.password()).start()) {
            assertThat(send(door, server, AuthOptions.of(odd))).isEqualTo("PLAIN");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void responseLongerThanServersTakeIsNotSent(DoorWay door) {
        PasswordCredential longOne = new PasswordCredential("ann", PASSWORD.repeat(2000));
        try (SmtpTestServer server = offering("PLAIN").start()) {
            DeliveryException failure = fail(door, server, AuthOptions.of(longOne));
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure).hasMessageContaining("12288");
            assertThat(authCommands(server)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"'', BLOCKING", "'', ASYNC", "ann, BLOCKING", "ann, ASYNC"})
    void certificateLogsInByExternal(String userName, DoorWay door) {
        try (SmtpTestServer server =
                offering("PLAIN", "EXTERNAL").requireClientCertificate().start()) {
            HeldCertificate ann = HeldCertificate.builder()
                    .commonName("ann")
                    .names("ann.example.com")
                    .signedBy(server.getCertificateAuthority())
                    .build();
            SmtpOptions options = SmtpSenderTest.plain(server)
                    .tls(TlsOptions.of(TlsMode.STARTTLS)
                            .withContext(server.getCertificateAuthority().sslContext(ann)))
                    .credential(new ExternalCredential(userName))
                    .build();
            try (SmtpSender sender = new SmtpSender(options)) {
                assertThat(door.send(sender, SmtpSenderTest.TO_ONE, new TestContent())
                                .connection()
                                .mechanism())
                        .isEqualTo("EXTERNAL");
            }
        }
    }

    @Test
    void optionsRefuseWhatCanNotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> AuthOptions.NONE.withMechanisms());
        for (String wrong : List.of("", "smtp", "/host", "smtp/")) {
            assertThatIllegalArgumentException().isThrownBy(() -> AuthOptions.NONE.withTargetName(wrong));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new ExternalCredential("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> KerberosCredential.ofPassword("", "x"));
    }

    @Test
    void nothingShowsASecret() {
        assertThat(List.of(
                        KerberosCredential.ofPassword("ann", PASSWORD).toString(),
                        AuthOptions.of(ANN).withCredential("PLAIN", ANN).toString(),
                        new AccessToken(PASSWORD).toString(),
                        TokenCredential.of("ann", new AccessToken(PASSWORD)).toString()))
                .allSatisfy(text -> assertThat(text).doesNotContain(PASSWORD));
    }

    @Test
    void equalOptionsMakeInterchangeableConnections() {
        AuthOptions auth = AuthOptions.of(new PasswordCredential("ann", "x")).preferring("plain");
        assertThat(auth)
                .isEqualTo(AuthOptions.of(new PasswordCredential("ann", "x")).preferring("PLAIN"))
                .hasSameHashCodeAs(
                        AuthOptions.of(new PasswordCredential("ann", "x")).preferring("PLAIN"))
                .isNotEqualTo(auth.withMechanisms("PLAIN"))
                .isNotEqualTo(auth.withTargetName("smtp/other"))
                .isNotEqualTo(auth.withCredential(new PasswordCredential("ann", "y")))
                .isNotEqualTo(auth.withCredential("PLAIN", ANN));
        assertThat(KerberosCredential.ofProcess())
                .isEqualTo(KerberosCredential.ofProcess())
                .isNotEqualTo(KerberosCredential.ofPassword("ann", "x"));
    }
}
