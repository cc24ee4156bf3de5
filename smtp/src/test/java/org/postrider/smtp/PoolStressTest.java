package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Script;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Sixteen threads, both doors, one pool of four, a server that fails at every step, callers that give up: nothing is lost. */
class PoolStressTest {
    private static final int THREADS = 16;
    private static final int MESSAGES = 30;
    private static final Duration STEP_LIMIT = Duration.ofMillis(500);

    private static final List<Step> STEPS = List.of(
            Step.GREETING,
            Step.EHLO,
            Step.STARTTLS,
            Step.TLS_HANDSHAKE,
            Step.AUTH,
            Step.MAIL,
            Step.RCPT,
            Step.DATA,
            Step.BODY,
            Step.END_OF_DATA,
            Step.IDLE,
            Step.QUIT);

    private static final List<Behaviour> FAULTS = List.of(
            Behaviour.close(),
            Behaviour.reset(),
            Reply.of(421, "bye").then(Behaviour.close()),
            Reply.of(554, "no"),
            Behaviour.raw("what?\r\n"),
            Behaviour.raw("250 one\r\n250 too many\r\n"),
            Behaviour.silence());

    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger inDoubt = new AtomicInteger();

    /** One occasion in forty of each step, so that most connections live for a while. */
    private static void fail(Script script, Random random) {
        for (Step step : STEPS) {
            for (Behaviour fault : FAULTS) {
                int turn = random.nextInt(40 * FAULTS.size());
                AtomicInteger occasions = new AtomicInteger();
                script.on(step, fault).when(line -> occasions.incrementAndGet() % (40 * FAULTS.size()) == turn);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Homes.class)
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    void permitsAndConnectionsComeBackWhateverFails(Homes homes) {
        long seed = new Random().nextLong();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (SmtpTestServer server =
                SmtpTestServer.builder().startTls().user("ann", "secret").start()) {
            fail(server.script(), new Random(seed));
            SmtpOptions options = plain(server)
                    .tls(trusting(server, TlsMode.STARTTLS))
                    .credential(new PasswordCredential("ann", "secret"))
                    .limits(StepLimits.ofEach(STEP_LIMIT))
                    .build();
            PoolLimits limits = PoolLimits.DEFAULT
                    .withMaxConnections(4)
                    .withMaxIdle(3)
                    .withMessagesPerConnection(20)
                    .withWaitLimit(Duration.ofSeconds(100));
            try (SmtpSender sender = homes.sender(options, limits)) {
                List<CompletableFuture<Void>> work = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    Random random = new Random(seed + i);
                    work.add(CompletableFuture.runAsync(() -> sendMany(sender, random), threads));
                }
                assertThat(work).as("seed %d", seed).allSatisfy(CompletableFuture::join);
                assertThat(sender.connections()).isLessThanOrEqualTo(3);
                sender.setLimits(limits.withMaxIdle(0)); // One of them may have been silenced while it was idle.
                await().atMost(SOON).until(() -> sender.connections() == 0);
                server.script().clear();
                assertThat(sender.send(TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
                accepted.incrementAndGet();
                await().atMost(SOON).until(() -> sender.connections() == 0);
            }
            server.awaitNoConnections(SOON);
            assertThat(server.getMessages())
                    .as("seed %d", seed)
                    .hasSizeBetween(accepted.get(), accepted.get() + inDoubt.get());
        } finally {
            threads.shutdown();
        }
    }

    private void sendMany(SmtpSender sender, Random random) {
        for (int i = 0; i < MESSAGES; i++) {
            try {
                sendOne(sender, random);
                accepted.incrementAndGet();
            } catch (DeliveryException e) {
                if (e.result().outcome() == DeliveryOutcome.IN_DOUBT) {
                    inDoubt.incrementAndGet();
                }
            }
        }
    }

    private static void sendOne(SmtpSender sender, Random random) {
        int way = random.nextInt(8);
        if (way < 4) {
            sender.send(TO_ONE, new TestContent(), way == 0 ? Duration.ofMillis(1 + random.nextInt(200)) : null);
            return;
        }
        SendFuture future = sender.sendAsync(TO_ONE, new TestContent());
        if (way == 4) {
            CompletableFuture.delayedExecutor(random.nextInt(50), TimeUnit.MILLISECONDS)
                    .execute(future::abort);
        }
        try {
            future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof DeliveryException failure ? failure : e;
        }
    }
}
