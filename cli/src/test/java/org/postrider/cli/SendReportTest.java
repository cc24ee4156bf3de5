package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;
import org.postrider.testkit.junit.SmtpServerExtension;

class SendReportTest {
    @RegisterExtension
    final SmtpServerExtension smtp =
            SmtpServerExtension.of(SmtpTestServer.builder().startTls().user("ann", "secret"));

    @TempDir
    Path folder;

    private Cli send(String... more) {
        return Cli.send(smtp.getServer(), more);
    }

    private void refuse(String recipient) {
        smtp.getServer()
                .script()
                .on(Step.RCPT, Reply.of(550, "5.1.1 no such \u001b[31muser"))
                .when(line -> line.contains(recipient));
    }

    @Test
    void eachRecipientHasALineAndTheMessageTwo() {
        Cli.Run run = send("--to", "a-longer-name@example.com").run();

        String id = smtp.getServer().getMessages().get(0).getQueueId();
        assertThat(run.out().lines())
                .containsExactly(
                        "bob@example.com            accepted  250 2.1.5 Ok",
                        "a-longer-name@example.com  accepted  250 2.1.5 Ok",
                        "message                    accepted  250 2.0.0 Ok: queued as " + id,
                        "queue id                   " + id);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aPartialRefusalIsNoSuccess() {
        refuse("eve@");

        Cli.Run run = send("--to", "eve@example.com").run();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("bob@example.com  accepted  250 2.1.5 Ok")
                .contains("eve@example.com  refused   550 5.1.1 no such \\u001b[31muser")
                .contains("message          accepted  250");
        assertThat(smtp.getServer().getMessages().get(0).getRecipients()).containsExactly("bob@example.com");
    }

    @Test
    void aRefusalForAllSaysSoInOneLine() {
        refuse("bob@");

        Cli.Run run = send().run();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("bob@example.com  refused   550 5.1.1 no such \\u001b[31muser\n");
        assertThat(run.errLines()).hasSize(1).first().asString().startsWith("postrider send: the server refused");
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonTellsEverything() {
        Path ca = CertificateAuthority.shared().writePem(folder.resolve("ca.pem"));
        Cli.Run run = Cli.bareSend(smtp.getServer(), "starttls")
                .with("--ca", ca.toString(), "--user", "ann", "--json", "--transcript")
                .with("--from", "ann@example.com", "--to", "bob@example.com", "--to", "cy@example.com")
                .environment("POSTRIDER_PASSWORD", "secret")
                .run();

        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).hasSize(1);
        Map<String, Object> json = JsonReader.object(run.out());
        assertThat(json).containsEntry("outcome", "accepted").doesNotContainKeys("kind", "message");
        assertThat((List<Object>) json.get("recipients"))
                .hasSize(2)
                .first()
                .isEqualTo(Map.of(
                        "address",
                        "bob@example.com",
                        "accepted",
                        true,
                        "code",
                        250.0,
                        "enhanced",
                        "2.1.5",
                        "text",
                        "2.1.5 Ok"));
        String id = smtp.getServer().getMessages().get(0).getQueueId();
        assertThat((Map<String, Object>) json.get("reply"))
                .isEqualTo(Map.of("code", 250.0, "enhanced", "2.0.0", "text", "2.0.0 Ok: queued as " + id));
        assertThat(json).containsEntry("queueId", id).containsEntry("mechanism", "PLAIN");
        assertThat(json).containsEntry("server", "localhost:" + smtp.getPort());
        assertThat(json).containsEntry("address", "127.0.0.1:" + smtp.getPort());
        assertThat((Map<String, Object>) json.get("tls"))
                .containsEntry("protocol", "TLSv1.3")
                .containsEntry("resumed", false)
                .containsKey("cipher")
                .hasEntrySatisfying("peer", peer -> assertThat((String) peer).startsWith("CN="));
        assertThat((Map<String, Object>) json.get("timings"))
                .containsOnlyKeys("connectMs", "sessionMs", "transactionMs", "totalMs")
                .allSatisfy((name, value) -> assertThat((Double) value).isPositive());
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonOfARefusalIsWholeToo() {
        refuse("bob@");

        Cli.Run run = send("--json").run();

        assertThat(run.code()).isEqualTo(1);
        Map<String, Object> json = JsonReader.object(run.out());
        assertThat(json).containsEntry("outcome", "refused").containsEntry("kind", "refused");
        assertThat((String) json.get("message")).contains("550");
        assertThat((Map<String, Object>) ((List<Object>) json.get("recipients")).get(0))
                .containsEntry("accepted", false)
                .containsEntry("text", "5.1.1 no such \u001b[31muser");
        assertThat(json)
                .containsEntry("queueId", null)
                .containsEntry("tls", null)
                .containsEntry("mechanism", null);
    }

    @Test
    void jsonOfAPartialRefusalHasItsOwnOutcome() {
        refuse("eve@");

        Cli.Run run = send("--json", "--to", "eve@example.com").run();

        assertThat(run.code()).isEqualTo(1);
        assertThat(JsonReader.object(run.out())).containsEntry("outcome", "partly-accepted");
    }

    @Test
    void jsonOfABrokenConnectionIsInDoubt() {
        smtp.getServer()
                .script()
                .on(Step.END_OF_DATA, Behaviour.acceptUnanswered().then(Behaviour.reset()));

        Cli.Run run = send("--json").run();

        assertThat(run.code()).isEqualTo(1);
        assertThat(JsonReader.object(run.out()))
                .containsEntry("outcome", "in-doubt")
                .containsEntry("kind", "connection")
                .containsEntry("reply", null);
        assertThat(run.errLines()).hasSize(1).first().asString().contains("second copy");
    }

    @Test
    void aLargeMessageHasABarAtATerminal() throws IOException {
        Path large = Files.write(folder.resolve("large.bin"), new byte[3_000_000]);
        Cli.Run run = send("--attach", large.toString(), "--transcript")
                .answering(question -> null)
                .run();

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("\r[###").contains("] 100% of 4.1 MB\r\u001b[KS: 250 2.0.0 Ok");
    }

    @Test
    void elsewhereThereIsNoBar() throws IOException {
        Path large = Files.write(folder.resolve("large.bin"), new byte[3_000_000]);

        assertThat(send("--attach", large.toString()).run().err()).isEmpty();
        assertThat(send("--body", "small").answering(question -> null).run().err())
                .isEmpty();
    }
}
