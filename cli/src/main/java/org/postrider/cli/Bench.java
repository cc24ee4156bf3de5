package org.postrider.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.AutoSubmitted;
import org.postrider.mail.MailMessage;
import org.postrider.mail.Mailer;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.StepLimits;

/**
 * Sends as a plan says, as fast as the server takes it. For one run.
 *
 * <p>Each message is built anew, as a program would. The caller's thread begins them and is held up while as many are under way as may be. A first
 * connection is tried before, so that wrong settings are told as what they are and not as so many failures.
 */
final class Bench {
    private final SmtpOptions way;
    private final BenchPlan plan;
    private final BenchTally tally;
    private final AtomicReference<@Nullable SendResult> first = new AtomicReference<>();

    Bench(SmtpOptions way, BenchPlan plan) {
        this.way = way.toBuilder().limits(StepLimits.ofEach(plan.timeout())).build();
        this.plan = plan;
        this.tally = new BenchTally(plan.messages());
    }

    /**
     * Runs the plan.
     *
     * @return what came of it
     * @throws DeliveryException if no connection can be made
     */
    BenchResult run() {
        try (Mailer mailer = Mailer.builder(way)
                .pool(limits())
                .queueLimit(plan.queueLimit(), Long.MAX_VALUE)
                .build()) {
            mailer.verify(plan.timeout());
            long start = System.nanoTime();
            begin(mailer, start);
            mailer.close(plan.timeout());
            return tally.toResult(way.server(), plan, first.get(), Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private PoolLimits limits() {
        return PoolLimits.DEFAULT
                .withMaxConnections(plan.connections())
                .withMaxIdle(plan.connections())
                .withMessagesPerConnection(Integer.MAX_VALUE);
    }

    private void begin(Mailer mailer, long start) {
        String text = plan.text();
        for (int i = 0;
                i < plan.messages()
                        && System.nanoTime() - start < plan.duration().toNanos();
                i++) {
            send(mailer, i, text);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What it came to is counted before the mailer is closed.
    private void send(Mailer mailer, int number, String text) {
        try (MailMessage message = message(number, text)) {
            long start = System.nanoTime();
            CompletableFuture<SendResult> sending = mailer.send(message);
            sending.whenComplete((result, failure) -> {
                if (result != null) {
                    first.compareAndSet(null, result);
                }
                tally.add(System.nanoTime() - start, failure);
            });
        }
    }

    private MailMessage message(int number, String text) {
        MailMessage message = new MailMessage(plan.from(), plan.recipient());
        message.setSubject("Postrider bench, message " + (number + 1));
        message.setBody(text);
        message.setAutoSubmitted(AutoSubmitted.AUTO_GENERATED);
        return message;
    }
}
