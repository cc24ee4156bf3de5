package org.postrider.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.postrider.mail.BulkOutcome;
import org.postrider.mail.BulkProgress;
import org.postrider.mail.BulkSend;
import org.postrider.mail.Eml;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailTemplate;
import org.postrider.mail.Mailer;
import org.postrider.mail.RateLimit;
import org.postrider.mail.SmtpClient;
import org.postrider.mail.SmtpException;
import org.postrider.mail.SmtpFailedRecipientException;
import org.postrider.mime.MediaTypeNames;
import org.postrider.smtp.AccessToken;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.ClientCertificate;
import org.postrider.smtp.ExternalCredential;
import org.postrider.smtp.KerberosCredential;
import org.postrider.smtp.RevocationMode;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.smtp.TokenCredential;

/** What the README shows, so that it compiles; a test compares the two. */
final class ReadmeSnippets {
    private ReadmeSnippets() {}

    static MailMessage inOneSentence(Path map, String calendar) {
        MailMessage invitation = MailMessage.builder()
                .from("ann@example.com")
                .to("bob@example.com", "Cid <cid@example.com>")
                .subject("Lunch on Friday?")
                .text("At noon; see the map.")
                .html("<p>At noon: <img src='cid:map'>")
                .inline("map", map, MediaTypeNames.Image.PNG)
                .calendar(calendar) // what begins with BEGIN:VCALENDAR
                .build();
        return invitation;
    }

    static MailMessage ready(SmtpClient client, Path newsletter, InputStream stream) throws IOException {
        client.send(Eml.of(newsletter)); // as it is, to whom its header names

        MailMessage letter = MailMessage.parse(stream); // or read back, to be changed and sent
        return letter;
    }

    static void fromConfiguration() {
        try (SmtpClient client = new SmtpClient();
                MailMessage message = new MailMessage()) {
            message.getTo().add("bob@example.com");
            message.setSubject("Nothing but what I have to say");
            client.send(message);
        }
    }

    static CompletableFuture<Void> withoutWaiting(SmtpClient client, MailMessage message) {
        client.addSendCompletedHandler((sender, e) -> {
            if (e.isCancelled()) {
                System.out.println("[" + e.getUserState() + "] Send canceled.");
            } else if (e.getError() != null) {
                System.out.println("[" + e.getUserState() + "] " + e.getError());
            } else {
                System.out.println("Message sent.");
            }
        });
        client.sendAsync(message, "test message1"); // returns at once; client.sendAsyncCancel() ends it

        CompletableFuture<Void> sent = client.sendMailAsync(message); // or as a future; cancelling it ends the I/O
        return sent;
    }

    static void whomToTrust(SmtpClient client, char[] password) throws IOException {
        client.setEnableSsl(true); // the platform's CAs, unless you say otherwise
        client.setTlsOptions(TlsOptions.of(TlsMode.STARTTLS)
                .withTrustedCertificates(Path.of("/etc/mail/ca.pem"))
                .withRevocation(RevocationMode.SOFT));
        client.getClientCertificates().add(ClientCertificate.ofPkcs12(Path.of("ann.p12"), password));
    }

    static void whatWentWrong(SmtpClient client, MailMessage message) {
        try {
            client.send(message);
        } catch (SmtpFailedRecipientException e) { // the others have got it
            System.out.println(e.getFailedRecipient() + ": " + e.getMessage());
        } catch (SmtpException e) {
            System.out.println(e.getMessage());
            boolean again = e.getOutcome().isSafeToRetry(); // false when the server may have the message
            System.out.println(again);
        }
    }

    /** Where tokens come from. */
    interface Vault {
        CompletableFuture<AccessToken> fetchToken();
    }

    static SmtpOptions loggingIn(Vault vault) {
        TokenCredential oauth = new TokenCredential("ann@example.com", vault::fetchToken);
        KerberosCredential tickets = KerberosCredential.ofProcess();
        ExternalCredential certificate = new ExternalCredential();
        System.out.println(certificate);

        AuthOptions auth =
                AuthOptions.of(oauth).withCredential("GSSAPI", tickets).preferring("GSSAPI");
        SmtpOptions options =
                SmtpOptions.builder("smtp.example.com").port(587).auth(auth).build();
        return options;
    }

    static void manyAtOnce(Iterable<MailMessage> messages, String password) {
        try (Mailer mailer = Mailer.builder("smtps://ann@smtp.example.com")
                .password(password)
                .build()) {
            List<CompletableFuture<SendResult>> sent = new ArrayList<>();
            for (MailMessage message : messages) {
                sent.add(mailer.send(message)); // goes on at once while there is room
            }
            sent.forEach(each -> System.out.println(each.join().queueId()));
        } // close waits for what was begun
    }

    static BulkProgress manyFromOneSource(Mailer mailer, Iterable<String> customers) {
        BulkSend run = mailer.sendAll(customers, customer -> letterTo(customer), outcome -> {
            if (outcome.failure() != null) {
                System.out.println(outcome.item() + ": " + outcome.failure());
            }
        });
        System.out.println(run.progress().perSecond()); // messages, bytes, rate and failures, at any time
        BulkProgress all = run.join(); // done when each outcome was told
        return all;
    }

    static Mailer atARate(String password) {
        Mailer mailer = Mailer.builder("smtps://ann@smtp.example.com")
                .password(password)
                .rateLimit(RateLimit.perSecond(14))
                .rateLimitPerDomain(RateLimit.of(300, Duration.ofMinutes(1)))
                .build();
        return mailer;
    }

    /** Somebody to write to. */
    record Customer(String name, String mail, String link) {}

    static BulkSend oneMessageForMany(
            Mailer mailer, List<Customer> customers, Consumer<BulkOutcome<Customer>> outcomes) {
        MailTemplate template = MailTemplate.of(MailMessage.builder()
                .from("News <news@example.com>")
                .subject("News for {{name}}")
                .text("Dear {{name}},\n\nthis is new: {{link}}")
                .html("<p>Dear {{name}},<p><a href='{{link}}'>this</a> is new.")
                .build());

        return mailer.sendAll(
                customers,
                customer -> template.to(customer.mail())
                        .with("name", customer.name())
                        .with("link", customer.link()),
                outcomes);
    }

    private static MailMessage letterTo(String customer) {
        return new MailMessage("ann@example.com", customer, "News", "Dear customer!");
    }
}
