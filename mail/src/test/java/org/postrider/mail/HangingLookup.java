package org.postrider.mail;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A program whose name lookups hang: {@link NameLookupTest} starts it in a JVM that waits for ever for its hosts file. Each line that it
 * prints says what was done, how it ended, and after how many milliseconds.
 */
final class HangingLookup {
    private HangingLookup() {}

    public static void main(String[] args) {
        SmtpClient client = new SmtpClient("smtp.example.com");
        client.setTimeout(500);
        tell("send", () -> fail(client));
        CompletableFuture<AsyncCompletedEventArgs> told = new CompletableFuture<>();
        client.addSendCompletedHandler((sender, e) -> told.complete(e));
        tell("sendAsync", () -> {
            client.sendAsync(Clients.message(), null);
            return told.isDone() ? "ended" : "pending";
        });
        tell("sendAsyncCancel", () -> {
            client.sendAsyncCancel();
            AsyncCompletedEventArgs e = told.orTimeout(20, TimeUnit.SECONDS).join();
            return e.isCancelled() && e.getError() == null && !e.isInDoubt() ? "cancelled" : "not cancelled";
        });
        CompletableFuture<?>[] future = {null};
        tell("sendMailAsync", () -> {
            future[0] = client.sendMailAsync(Clients.message());
            return future[0].isDone() ? "ended" : "pending";
        });
        tell("close", () -> {
            client.close();
            return ending(future[0]);
        });
        Runtime.getRuntime().halt(0); // The lookups go on hanging.
    }

    private static String fail(SmtpClient client) {
        try {
            client.send(Clients.message());
            return "sent";
        } catch (SmtpException e) {
            return e.getMessage().contains("limit") ? "timed-out" : e.getMessage();
        }
    }

    private static String ending(CompletableFuture<?> future) {
        try {
            future.orTimeout(20, TimeUnit.SECONDS).join();
            return "sent";
        } catch (CancellationException | CompletionException e) {
            return future.isCancelled() ? "cancelled" : e.toString();
        }
    }

    private static void tell(String what, Supplier<String> act) {
        long begun = System.nanoTime();
        String end = act.get();
        System.out.println(what + " " + end + " "
                + Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }
}
