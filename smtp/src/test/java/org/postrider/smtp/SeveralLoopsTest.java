package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Session;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** The connections of a sender on several loops: each stays on its own, and what one thread sends stays in order. */
class SeveralLoopsTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    /** Notes on which thread it is opened, which is that of its connection. */
    private static final class Tracked extends TestContent {
        private final Queue<Thread> threads;

        Tracked(Queue<Thread> threads) {
            this.threads = threads;
        }

        @Override
        public ReadableByteChannel open(BodyType bodyType) throws IOException {
            threads.add(Thread.currentThread());
            return super.open(bodyType);
        }
    }

    private static SmtpSender sender(SmtpTestServer server, int connections) {
        return Homes.THREE_LOOPS.sender(
                plain(server).build(),
                PoolLimits.DEFAULT.withMaxConnections(connections).withMessagesPerConnection(100_000));
    }

    private static void waitFor(CompletableFuture<?> work) {
        work.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Test
    void connectionsAreSpreadOverTheLoops() {
        Gate gate = new Gate();
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, 6)) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate));
            List<SendFuture> sends = Stream.generate(() -> sender.sendAsync(TO_ONE, new Tracked(threads)))
                    .limit(6)
                    .toList();
            await().atMost(SOON).until(() -> threads.size() == 6);
            gate.open();
            sends.forEach(SeveralLoopsTest::waitFor);
            Map<Thread, Long> perLoop =
                    threads.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            assertThat(perLoop).hasSize(3);
            assertThat(server.getSessions()).hasSize(6);
        }
    }

    @Test
    void senderWithOneConnectionStaysOnOneLoop() {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, 10)) {
            for (int i = 0; i < 20; i++) {
                waitFor(sender.sendAsync(TO_ONE, new Tracked(threads)));
            }
            assertThat(threads).hasSize(20).containsOnly(threads.peek());
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    private static Envelope from(int thread, int number) {
        return Envelope.of("t" + thread + "." + number + "@example.com", List.of("bob@example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHUNKING", "PIPELINING"})
    void messagesOfOneThreadLeaveAConnectionInOrder(String extension) {
        try (SmtpTestServer server = SmtpTestServer.builder().with(extension).start();
                SmtpSender sender = sender(server, 4)) {
            List<CompletableFuture<Void>> threads = IntStream.range(0, 3)
                    .mapToObj(thread -> CompletableFuture.runAsync(() -> sendMany(sender, thread)))
                    .toList();
            threads.forEach(SeveralLoopsTest::waitFor);
            assertThat(server.getMessages()).hasSize(3 * 1000);
            assertThat(server.getSessions()).isNotEmpty().allSatisfy(SeveralLoopsTest::assertInOrder);
        }
    }

    private static void sendMany(SmtpSender sender, int thread) {
        List<SendFuture> sends = IntStream.range(0, 1000)
                .mapToObj(i -> sender.sendAsync(from(thread, i), new TestContent()))
                .toList();
        sends.forEach(SeveralLoopsTest::waitFor);
    }

    private static void assertInOrder(Session session) {
        Map<String, Integer> last = new HashMap<>();
        for (String line : session.getCommands()) {
            if (line.startsWith("MAIL FROM:<t")) {
                String[] name = line.substring("MAIL FROM:<".length(), line.indexOf('@'))
                        .split("\\.");
                int number = Integer.parseInt(name[1]);
                Integer before = last.put(name[0], number);
                assertThat(number).as(line).isGreaterThan(before == null ? -1 : before);
            }
        }
    }

    /** Blocking sends, cancels and lost connections take turns with the rest; no permit, message or outcome is lost. */
    @Test
    void whateverMeetsOnTheLoopsIsAccountedFor() {
        long seed = new Random().nextLong();
        try (SmtpTestServer server = SmtpTestServer.builder().with("CHUNKING").start();
                SmtpSender sender = sender(server, 5)) {
            Random dice = new Random(seed);
            server.script()
                    .on(Step.MAIL, Reply.of(421, "4.3.2 enough").then(Behaviour.close()))
                    .when(line -> dice.nextInt(60) == 0);
            List<CompletableFuture<List<String>>> threads = IntStream.range(0, 6)
                    .mapToObj(thread ->
                            CompletableFuture.supplyAsync(() -> mix(sender, thread, new Random(seed + thread))))
                    .toList();
            List<String> accepted = threads.stream()
                    .flatMap(t -> t.orTimeout(SOON.toSeconds() * 2, TimeUnit.SECONDS).join().stream())
                    .toList();
            List<String> stored =
                    server.getMessages().stream().map(m -> m.getReversePath()).toList();
            assertThat(stored).as("seed %d", seed).containsAll(accepted).doesNotHaveDuplicates();
            assertThat(sender.connections()).isLessThanOrEqualTo(5);
            sender.setLimits(sender.limits().withMaxIdle(0));
            await().atMost(SOON).until(() -> sender.connections() == 0);
        }
    }

    /** Gives whom the messages were from that were accepted. */
    private static List<String> mix(SmtpSender sender, int thread, Random random) {
        Queue<String> accepted = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<?>> sends = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Envelope envelope = from(thread, i);
            if (random.nextInt(10) == 0) {
                sendAndNote(accepted, sender, envelope);
                continue;
            }
            SendFuture send =
                    sender.sendAsync(envelope, random.nextInt(10) == 0 ? TestContent.blocking() : new TestContent());
            sends.add(send.handle((result, error) -> {
                if (result != null) {
                    note(accepted, result, envelope);
                }
                return result;
            }));
            if (random.nextInt(10) == 0) {
                send.abort();
            }
        }
        sends.forEach(SeveralLoopsTest::waitFor);
        return List.copyOf(accepted);
    }

    /** A goodbye to the first message of a new connection is the server's word, and no reason to try again. */
    private static void sendAndNote(Queue<String> accepted, SmtpSender sender, Envelope envelope) {
        try {
            note(accepted, sender.send(envelope, new TestContent()), envelope);
        } catch (DeliveryException e) {
            assertThat(e.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(e).hasMessageContaining("421 4.3.2 enough");
        }
    }

    private static void note(Queue<String> accepted, SendResult result, Envelope envelope) {
        assertThat(result.outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        accepted.add(envelope.reversePath());
    }
}
