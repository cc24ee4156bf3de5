package org.postrider.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.postrider.mail.AsyncCompletedEventArgs;
import org.postrider.mail.MailAddress;
import org.postrider.mail.MailMessage;
import org.postrider.mail.SmtpClient;

/**
 * Sends a message asynchronously, and cancels it if you press c in time: the sample of the documentation of .NET's
 * {@code SmtpClient}, in Java.
 *
 * <p>Two things differ from it. The callback says one thing only, where the sample says "Message sent." of a cancelled message
 * too; and the program waits for the callback before it says goodbye, so that its word is never lost. For one run.
 */
public final class SimpleAsynchronousExample {
    private final CountDownLatch mailSent = new CountDownLatch(1);
    private final PrintStream out;

    private SimpleAsynchronousExample(PrintStream out) {
        this.out = out;
    }

    /**
     * Sends the message.
     *
     * @param args the SMTP host, with a colon and a port if that isn't 25
     * @throws Exception if the console can't be read
     */
    public static void main(String... args) throws Exception {
        run(new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())), System.out, args);
    }

    static void run(BufferedReader in, PrintStream out, String... args) throws IOException, InterruptedException {
        if (args.length == 0) {
            out.println("Please give SMTP server name!");
            return;
        }
        new SimpleAsynchronousExample(out).send(args[0], in);
    }

    private void sendCompletedCallback(Object sender, AsyncCompletedEventArgs e) {
        // Get the unique identifier for this asynchronous operation.
        String token = (String) e.getUserState();

        if (e.isCancelled()) {
            out.println("[" + token + "] Send canceled.");
        } else if (e.getError() != null) {
            out.println("[" + token + "] " + e.getError());
        } else {
            out.println("Message sent.");
        }
        mailSent.countDown();
    }

    private void send(String server, BufferedReader in) throws IOException, InterruptedException {
        // Specify the email sender: an address with a character beyond ASCII in the display name.
        MailAddress from =
                new MailAddress("jane@contoso.com", "Jane " + (char) 0xD8 + " Clayton", StandardCharsets.UTF_8);
        // Set destinations for the email message.
        MailAddress to = new MailAddress("ben@contoso.com");
        // Leaving the block closes the client first, which ends a send that is still under way.
        try (MailMessage message = new MailMessage(from, to);
                SmtpClient client = clientFor(server)) {
            fill(message);
            // Set the method that is called back when the send operation ends.
            client.addSendCompletedHandler(this::sendCompletedCallback);
            // The userState can be any object that allows your callback to identify this send operation.
            String userState = "test message1";
            client.sendAsync(message, userState);
            out.println("Sending message... press c to cancel mail. Press any other key to exit.");
            String answer = in.readLine();
            // If the user canceled the send, and mail hasn't been sent yet, then cancel the pending operation.
            boolean canceled = answer != null && answer.toLowerCase(Locale.ROOT).startsWith("c");
            if (canceled && mailSent.getCount() > 0) {
                client.sendAsyncCancel();
            }
        }
        mailSent.await();
        out.println("Goodbye.");
    }

    private static void fill(MailMessage message) {
        message.setBody("This is a test email message sent by an application. ");
        // Include some non-ASCII characters in body and subject.
        String someArrows = new String(new char[] {'\u2190', '\u2191', '\u2192', '\u2193'});
        message.setBody(message.getBody() + System.lineSeparator() + someArrows);
        message.setBodyEncoding(StandardCharsets.UTF_8);
        message.setSubject("test message 1" + someArrows);
        message.setSubjectEncoding(StandardCharsets.UTF_8);
    }

    /** A second colon would make it an IPv6 address. */
    private static SmtpClient clientFor(String server) {
        int colon = server.indexOf(':');
        return colon < 0 || colon != server.lastIndexOf(':')
                ? new SmtpClient(server)
                : new SmtpClient(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
    }
}
