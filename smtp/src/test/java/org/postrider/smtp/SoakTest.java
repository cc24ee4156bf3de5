package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Script;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/**
 * Two hundred senders, a pool of twenty, and a server that fails one step in ten: every message is accounted for, and it goes on.
 *
 * <p>It lasts {@code -Dpostrider.soak} seconds. The senders go in rounds, and behind each the books are compared with the mailbox.
 */
@Isolated("that nothing stalls is measured")
class SoakTest {
    private static final Duration LASTS = Duration.ofSeconds(Integer.getInteger("postrider.soak", 5));
    private static final int SENDERS = 200;
    private static final int CONNECTIONS = 20;
    private static final int MESSAGES_A_ROUND = 10;
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(2);

    private static final List<Step> STEPS =
            List.of(Step.GREETING, Step.EHLO, Step.MAIL, Step.RCPT, Step.DATA, Step.END_OF_DATA, Step.IDLE, Step.QUIT);

    private static final List<Behaviour> FAULTS = List.of(
            Behaviour.close(),
            Behaviour.reset(),
            Reply.of(421, "bye").then(Behaviour.close()),
            Reply.of(451, "later"),
            Reply.of(554, "no"),
            Behaviour.raw("what?\r\n"),
            Behaviour.raw("250-one\r\n550 another\r\n"),
            Behaviour.acceptUnanswered().then(Behaviour.reset()),
            Behaviour.delay(Duration.ofMillis(20)));

    /** The books of the senders: by its reverse-path, what was reported of each message of this round. */
    private final Map<String, DeliveryOutcome> reported = new ConcurrentHashMap<>();

    private int rounds;

    private final Map<DeliveryOutcome, Long> totals = new ConcurrentHashMap<>();
    private final AtomicLong lastEnd = new AtomicLong();
    private final LongAccumulator longestStall = new LongAccumulator(Math::max, 0);

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everyMessageIsAccountedForAndNothingStalls() {
        long seed = Long.getLong("postrider.seed", new Random().nextLong());
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS / 2);
        long begun = System.nanoTime();
        boolean chunking = new Random(seed).nextBoolean();
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .with(chunking ? "CHUNKING" : "X-DATA")
                        .start();
                SmtpSender sender = new SmtpSender(
                        plain(server).limits(StepLimits.ofEach(SHORTEST_LIMIT)).build(),
                        PoolLimits.DEFAULT.withMaxConnections(CONNECTIONS).withMaxIdle(CONNECTIONS))) {
            while (System.nanoTime() - begun < LASTS.toNanos()) {
                round(server, sender, threads, new Random(seed + rounds));
            }
            assertThat(sender.connections()).isLessThanOrEqualTo(CONNECTIONS);
        } finally {
            threads.shutdown();
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        System.out.printf(
                "Soak: seed %d, %s, %d rounds in %d s, %d messages %s, longest stall %d ms%n",
                seed,
                chunking ? "chunks" : "DATA",
                rounds,
                seconds,
                total(),
                totals,
                TimeUnit.NANOSECONDS.toMillis(longestStall.get()));
        assertThat(Duration.ofNanos(longestStall.get())).isLessThan(SHORTEST_LIMIT);
        assertThat(totals).containsKey(DeliveryOutcome.ACCEPTED);
    }

    private long total() {
        return totals.values().stream().mapToLong(Long::longValue).sum();
    }

    private void round(SmtpTestServer server, SmtpSender sender, ExecutorService threads, Random random) {
        rounds++;
        server.clear();
        reported.clear();
        direct(server.script(), random);
        lastEnd.set(System.nanoTime());
        List<CompletableFuture<Void>> work = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            String name = "round" + rounds + "-sender" + i;
            work.add(
                    i % 2 == 0
                            ? CompletableFuture.runAsync(() -> sendMany(sender, name), threads)
                            : chain(sender, name, 0));
        }
        work.forEach(CompletableFuture::join);
        compare(server.getMessages());
    }

    /**
     * Each step fails once in ten times, and once in five hundred it never answers; but in no round so often that all connections wait for
     * an answer, as they would on a quick machine, where many messages go through before the first limit ends.
     */
    private static void direct(Script script, Random random) {
        AtomicInteger silences = new AtomicInteger(CONNECTIONS / 2);
        for (Step step : STEPS) {
            Random dice = new Random(random.nextLong());
            for (Behaviour fault : FAULTS) {
                script.on(step, fault).when(line -> oneIn(dice, 10 * FAULTS.size()));
            }
            script.on(step, Behaviour.silence()).when(line -> oneIn(dice, 500) && silences.getAndDecrement() > 0);
        }
        for (int i = 0; i < SENDERS * MESSAGES_A_ROUND / 20; i++) {
            script.on(Step.BODY, FAULTS.get(i % 3)).nth(1 + random.nextInt(SENDERS * MESSAGES_A_ROUND));
        }
    }

    private static boolean oneIn(Random dice, int occasions) {
        return dice.nextInt(occasions) == 0;
    }

    private void sendMany(SmtpSender sender, String name) {
        for (int i = 0; i < MESSAGES_A_ROUND; i++) {
            String from = name + "-" + i + "@example.com";
            try {
                ended(from, sender.send(envelope(from), new TestContent()));
            } catch (DeliveryException e) {
                ended(from, e.result());
            }
        }
    }

    private CompletableFuture<Void> chain(SmtpSender sender, String name, int number) {
        if (number == MESSAGES_A_ROUND) {
            return CompletableFuture.completedFuture(null);
        }
        String from = name + "-" + number + "@example.com";
        return sender.sendAsync(envelope(from), new TestContent())
                .exceptionally(SoakTest::resultOf)
                .thenAccept(result -> ended(from, result))
                .thenCompose(done -> chain(sender, name, number + 1));
    }

    private static SendResult resultOf(Throwable failure) {
        Throwable cause = failure instanceof DeliveryException ? failure : failure.getCause();
        assertThat(cause).isInstanceOf(DeliveryException.class);
        return ((DeliveryException) cause).result();
    }

    private static Envelope envelope(String from) {
        return Envelope.of(from, List.of("bob@example.com", "cid@example.com"));
    }

    private void ended(String from, SendResult result) {
        long now = System.nanoTime();
        long pause = now - lastEnd.getAndSet(now);
        if (reported.size()
                < SENDERS * MESSAGES_A_ROUND / 2) { // Later in a round there may be nobody left to go on meanwhile.
            longestStall.accumulate(pause);
        }
        totals.merge(result.outcome(), 1L, Long::sum);
        assertThat(reported.put(from, result.outcome())).as(from).isNull();
    }

    /** A message that is in doubt may arrive while we look; all others have arrived, or never will. */
    private void compare(List<ReceivedMessage> mailbox) {
        Map<String, Long> copies =
                mailbox.stream().collect(Collectors.groupingBy(ReceivedMessage::getReversePath, Collectors.counting()));
        assertThat(reported).hasSize(SENDERS * MESSAGES_A_ROUND);
        reported.forEach((from, outcome) -> {
            long found = copies.getOrDefault(from, 0L);
            switch (outcome) {
                case ACCEPTED, PARTLY_ACCEPTED -> assertThat(found).as(from).isEqualTo(1);
                case REFUSED, NOT_SENT -> assertThat(found).as(from).isZero();
                case IN_DOUBT -> assertThat(found).as(from).isLessThanOrEqualTo(1);
            }
        });
    }
}
