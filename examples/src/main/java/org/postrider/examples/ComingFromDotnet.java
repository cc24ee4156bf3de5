package org.postrider.examples;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.postrider.mail.AlternateView;
import org.postrider.mail.Attachment;
import org.postrider.mail.CancellationToken;
import org.postrider.mail.DeliveryNotificationOptions;
import org.postrider.mail.LinkedResource;
import org.postrider.mail.MailAddress;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailPriority;
import org.postrider.mail.NetworkCredential;
import org.postrider.mail.SmtpClient;
import org.postrider.mail.SmtpException;
import org.postrider.mail.SmtpFailedRecipientException;
import org.postrider.mime.MediaTypeNames;

/** The Java side of the program that {@code docs/DOTNET.md} shows in both languages, line for line. */
final class ComingFromDotnet {
    private ComingFromDotnet() {}

    static SmtpClient connect(String host, String password) {
        SmtpClient client = new SmtpClient(host, 587);
        client.setEnableSsl(true);
        client.setCredentials(new NetworkCredential("ann", password));
        return client;
    }

    static MailMessage invoice(Path pdf, Path logo) {
        MailMessage message = new MailMessage("ann@example.com", "bob@example.com, Cid <cid@example.com>");
        message.getBcc().add(new MailAddress("books@example.com", "Bookkeeping"));
        message.setSubject("Invoice 4711");
        message.setBody("Dear Bob, the invoice is attached.");
        message.setPriority(MailPriority.HIGH);
        message.setDeliveryNotificationOptions(
                DeliveryNotificationOptions.ON_FAILURE, DeliveryNotificationOptions.DELAY);
        message.getHeaders().add("X-Invoice", "4711");

        AlternateView html = AlternateView.createAlternateViewFromString(
                "<p>Dear Bob, <img src='cid:logo'> the invoice is attached.", null, MediaTypeNames.Text.HTML);
        LinkedResource picture = new LinkedResource(logo.toString(), MediaTypeNames.Image.PNG);
        picture.setContentId("logo");
        html.getLinkedResources().add(picture);
        message.getAlternateViews().add(html);
        message.getAttachments().add(new Attachment(pdf.toString(), MediaTypeNames.Application.PDF));
        return message;
    }

    static void send(SmtpClient client, MailMessage message, CancellationToken token) {
        CompletableFuture<Void> sent = client.sendMailAsync(message, token);
        try {
            sent.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SmtpFailedRecipientException refused) {
                System.out.println(refused.getFailedRecipient() + ": " + refused.getStatusCode());
            } else if (e.getCause() instanceof SmtpException failed) {
                System.out.println(failed.getStatusCode() + ": " + failed.getMessage());
            }
        }
    }

    static void sendByEvent(SmtpClient client, MailMessage message) {
        client.addSendCompletedHandler((sender, e) -> System.out.println(e.getUserState()
                + (e.isCancelled() ? " was cancelled" : e.getError() == null ? " went out" : " failed")));
        client.sendAsync(message, "Invoice 4711");
    }
}
