package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.testkit.junit.SmtpServerExtension;

/** Logins, right and wrong. */
class AuthTest {
    @RegisterExtension
    static final SmtpServerExtension smtp = SmtpServerExtension.of(
            SmtpTestServer.builder().user("ann", "sécret").user("bob", "p\"w").requireAuth());

    @Test
    void rightPasswordOpensTheDoor(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("530 ", client.say("MAIL FROM:<a@x.test>"));
            client.expect("235 ", client.authPlain("ann", "sécret"));
            client.expect("503 ", client.authPlain("ann", "sécret"));
            client.expect("250 ", client.deliver("x\r\n"));
            ReceivedMessage message = server.getMessages().get(0);
            assertThat(message.getUser()).isEqualTo("ann");
            assertThat(message.getMechanism()).isEqualTo("PLAIN");
            assertThat(message.getProtocol()).isEqualTo("ESMTPA");
        }
    }

    @Test
    void loginAsksForNameAndPassword(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("235 ", client.authLogin("bob", "p\"w"));
            Session session = server.getSessions().get(0);
            assertThat(session.getUser()).isEqualTo("bob");
            assertThat(session.getMechanism()).isEqualTo("LOGIN");
            assertThat(session.getCommands())
                    .containsExactly("EHLO client.test", "AUTH LOGIN", "Ym9i", StraightLineClient.base64("p\"w"));
        }
    }

    @Test
    void responseThatLooksLikeQuitIsNone(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("334 ", client.say("AUTH PLAIN"));
            client.expect("535 ", client.say("QUIT"));
            assertThat(server.getSessions().get(0).isQuitReceived()).isFalse();
        }
    }

    @Test
    void loginTakesTheNameAtOnce(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("334 UGFzc3dvcmQ6", client.say("auth login Ym9i"));
            client.expect("235 ", client.say(StraightLineClient.base64("p\"w")));
        }
    }

    @Test
    void plainTakesTheCredentialsAfterAnEmptyChallenge(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            assertThat(client.say("AUTH PLAIN")).isEqualTo("334 ");
            client.expect("235 ", client.say(StraightLineClient.base64("other\0ann\0sécret")));
        }
    }

    @ParameterizedTest
    @CsvSource({"ann,wrong", "ann,''", "carl,sécret", "'',''"})
    void wrongCredentialsAreRefused(String user, String password) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(smtp.getServer())) {
            client.expect("535 5.7.8 ", client.authPlain(user, password));
            client.expect("535 5.7.8 ", client.authLogin(user, password));
            client.expect("530 ", client.say("MAIL FROM:<a@x.test>"));
            assertThat(smtp.getServer().getSessions().get(0).getUser()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"AUTH PLAIN ?,501", "AUTH PLAIN *,501", "AUTH PLAIN =,535", "AUTH CRAM-MD5,504", "AUTH,504"})
    void oddAuthIsAnsweredByTheBook(String line, int code) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(smtp.getServer())) {
            client.expect(code + " ", client.say(line));
        }
    }

    @Test
    void clientMayThinkBetterOfIt(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("334 ", client.say("AUTH LOGIN"));
            client.expect("501 ", client.say("*"));
            client.expect("235 ", client.authLogin("bob", "p\"w"));
        }
    }

    @Test
    void authUnderTlsOnlyIsHiddenInClear() throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("u", "p")
                        .authOnlyOverTls(true)
                        .start();
                StraightLineClient client = StraightLineClient.connect(server)) {
            client.reply();
            assertThat(client.say("EHLO client.test")).doesNotContain("AUTH");
            client.expect("538 ", client.authPlain("u", "p"));
            client.expect("220 ", client.say("STARTTLS"));
            client.startTls(server.getCertificateAuthority().sslContext());
            assertThat(client.say("EHLO client.test")).contains("AUTH PLAIN LOGIN");
            client.expect("235 ", client.authPlain("u", "p"));
            client.expect("250 ", client.deliver("x\r\n"));
            assertThat(server.getMessages().get(0).getProtocol()).isEqualTo("ESMTPSA");
        }
    }

    @Test
    void offeredMechanismCanBeScripted() throws IOException {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().authMechanisms("X-TOKEN").start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            assertThat(client.say("EHLO client.test")).contains("AUTH X-TOKEN");
            client.expect("504 ", client.say("AUTH X-TOKEN dG9rZW4="));
            server.script().on(Step.AUTH, Reply.of(235, "2.7.0 Fine"));
            client.expect("235 2.7.0 Fine", client.say("AUTH X-TOKEN dG9rZW4="));
        }
    }
}
