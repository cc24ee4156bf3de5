package org.postrider.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.MailAddress;
import org.postrider.mail.MailMessage;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.TlsFacts;
import picocli.CommandLine.Command;

/** Sends a message to a mail server of its own, through STARTTLS and a login, and shows both ends. */
@Command(
        name = "demo",
        description =
                "Shows a message on its way, without any mail server: starts one on this machine, sends it a message"
                        + " through STARTTLS and a login, and prints the dialogue and the message as received.",
        mixinStandardHelpOptions = true,
        versionProvider = PostriderCommand.Version.class)
final class DemoCommand implements Runnable {
    private static final String USER = "jane";
    private static final String PASSWORD = "correct horse battery staple";

    private final PrintWriter out;

    DemoCommand(Terminal terminal) {
        this.out = terminal.out();
    }

    @Override
    public void run() {
        SmtpTestServer.Builder inbox = SmtpTestServer.builder()
                .startTls()
                .user(USER, PASSWORD)
                .requireAuth()
                .authOnlyOverTls(true);
        try (SmtpTestServer server = inbox.start();
                MailMessage message = sample()) {
            out.println("Started a mail server for this demo on " + Addresses.text(server.getAddress())
                    + "; it wants TLS and a login.");
            out.println("Sending a message from " + message.getFrom() + " to " + message.getTo() + ":");
            out.println();
            send(server, message);
            show(server.getMessages().get(0));
        }
    }

    private void send(SmtpTestServer server, MailMessage message) {
        Outgoing outgoing = Outgoing.of(message);
        try (Transcript dialogue = new Transcript(out);
                SmtpSender sender = new SmtpSender(options(server, dialogue))) {
            sender.send(outgoing.envelope(), outgoing.content());
        }
    }

    private static SmtpOptions options(SmtpTestServer server, Transcript dialogue) {
        return SmtpOptions.builder(server.getHost())
                .port(server.getPort())
                .tls(TlsOptions.of(TlsMode.STARTTLS)
                        .withContext(server.getCertificateAuthority().sslContext()))
                .credential(new PasswordCredential(USER, PASSWORD))
                .listener(dialogue)
                .build();
    }

    /** The message of the documentation of .NET's {@code SmtpClient}: a name with an Ø, a subject and a text with arrows. */
    private static MailMessage sample() {
        String arrows = "\u2190\u2191\u2192\u2193";
        MailMessage message = new MailMessage(
                new MailAddress("jane@contoso.com", "Jane \u00d8 Clayton"), new MailAddress("ben@contoso.com"));
        message.setSubject("test message 1" + arrows);
        message.setBody("This is a test email message sent by an application. \n" + arrows);
        return message;
    }

    private void show(ReceivedMessage message) {
        out.println();
        out.println("The server has received, and decoded:");
        out.println();
        fact("envelope", message.getReversePath() + " -> " + String.join(", ", message.getRecipients()));
        fact("protocol", message.getProtocol());
        TlsFacts tls = message.getTls();
        fact("TLS", tls == null ? null : tls.protocol() + " " + tls.cipherSuite());
        fact("user", message.getUser() + " by " + message.getMechanism());
        fact("From", message.getHeader("From"));
        fact("Subject", message.getSubject());
        fact("text", message.getText());
        out.println();
        out.println("The same message as it travelled:");
        out.println();
        indented(new String(message.getRaw(), StandardCharsets.UTF_8).lines().toList(), "  ");
    }

    private void fact(String name, @Nullable String value) {
        List<String> lines = String.valueOf(value).lines().toList();
        out.println("  " + name + " ".repeat(10 - name.length()) + lines.get(0));
        indented(lines.subList(1, lines.size()), " ".repeat(12));
    }

    private void indented(List<String> lines, String indent) {
        lines.forEach(line -> out.println((indent + line).stripTrailing()));
    }
}
