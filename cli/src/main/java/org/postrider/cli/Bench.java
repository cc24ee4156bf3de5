package org.postrider.cli;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
 * Sends as a plan says, as fast as the server takes it. For one run; another thread may {@linkplain #stop stop} it.
 *
 * <p>Each message is built anew, as a program would. The caller's thread begins them and waits for room before each, so that this wait is no part of a
 * message's time. A first connection is tried before, so that wrong settings are told as what they are and not as so many failures.
 */
final class Bench implements AutoCloseable {
    private final String server;
    private final BenchPlan plan;
    private final Mailer mailer;
    private final Semaphore room;
    private final BenchTally tally;
    private final AtomicReference<@Nullable SendResult> first = new AtomicReference<>();
    private volatile boolean begun;
    private volatile boolean stopped;

    Bench(SmtpOptions way, BenchPlan plan) {
        this.server = way.server();
        this.plan = plan;
        this.mailer = Mailer.builder(way.toBuilder()
                        .limits(StepLimits.ofEach(plan.timeout()))
                        .build())
                .pool(PoolLimits.DEFAULT
                        .withMaxConnections(plan.connections())
                        .withMaxIdle(plan.connections())
                        .withMessagesPerConnection(Integer.MAX_VALUE))
                .queueLimit(plan.queueLimit(), Long.MAX_VALUE)
                .build();
        this.room = new Semaphore(plan.queueLimit());
        this.tally = new BenchTally(plan.messages());
    }

    /**
     * Runs the plan.
     *
     * @return what came of it
     * @throws DeliveryException if no connection can be made
     */
    BenchResult run() {
        mailer.verify(plan.timeout());
        begun = true;
        long start = System.nanoTime();
        begin(start);
        mailer.close(plan.timeout());
        return tally.toResult(server, plan, first.get(), start);
    }

    /** Begins no more messages. {@return whether any was begun, so that there is something to tell} */
    boolean stop() {
        stopped = true;
        room.release(); // Who waits for room is to see it.
        return begun;
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        mailer.close(Duration.ZERO);
    }

    private void begin(long start) {
        String text = plan.text();
        long end = start + plan.duration().toNanos();
        for (int i = 0; i < plan.messages() && hasRoomBefore(end); i++) {
            send(i, text);
        }
    }

    private boolean hasRoomBefore(long end) {
        long left = end - System.nanoTime();
        try {
            return left > 0 && room.tryAcquire(left, TimeUnit.NANOSECONDS) && !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What it came to is counted before the mailer is closed.
    private void send(int number, String text) {
        try (MailMessage message = message(number, text)) {
            long start = System.nanoTime();
            mailer.send(message).whenComplete((result, failure) -> {
                if (result != null) {
                    first.compareAndSet(null, result);
                }
                tally.add(start, System.nanoTime(), failure);
                room.release();
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
