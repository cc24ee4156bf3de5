package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What two threads do to one client at the same moment. */
class SmtpClientRaceTest {
    private static final int ROUNDS = 100;

    /** A thread for each, since they wait for each other; the common pool may have a single one. */
    private static final Executor THREADS = task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    };

    private final SmtpTestServer server = SmtpTestServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void ofTwoSendsThatOverlapOneIsRefusedAndTheOtherSucceeds(Way way) {
        try (SmtpClient client = Clients.of(server)) {
            for (int round = 0; round < ROUNDS; round++) {
                Gate gate = new Gate();
                server.script().clear();
                server.script().on(Step.MAIL, Behaviour.hold(gate));
                CyclicBarrier start = new CyclicBarrier(2);
                Way other = Way.values()[round % Way.values().length];
                List<CompletableFuture<Void>> both =
                        Stream.of(way, other).map(w -> sendAt(start, w, client)).toList();
                CompletableFuture<Object> first = CompletableFuture.anyOf(both.toArray(CompletableFuture<?>[]::new));
                assertThatThrownBy(() -> first.get(20, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("in progress");
                gate.open();
                assertThat(both.stream().filter(SmtpClientRaceTest::endsWell)).hasSize(1);
            }
        }
        assertThat(server.getMessages()).hasSize(ROUNDS);
    }

    private static boolean endsWell(CompletableFuture<Void> end) {
        return end.orTimeout(20, TimeUnit.SECONDS)
                .handle((nothing, error) -> error == null)
                .join();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void closeAtAnyMomentOfASendEndsItOrComesTooLate(Way way) {
        AtomicInteger sent = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            SmtpClient client = Clients.of(server);
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<Void> end = sendAt(start, way, client);
            Runnable closing = () -> {
                meet(start);
                client.close();
            };
            CompletableFuture<Void> closed = CompletableFuture.runAsync(closing, THREADS);
            Throwable told = end.orTimeout(20, TimeUnit.SECONDS)
                    .handle((nothing, error) -> error)
                    .join();
            assertThat(closed).succeedsWithin(SOON);
            if (told == null) {
                sent.incrementAndGet();
            } else {
                assertThat(reason(told))
                        .isInstanceOfAny(
                                ObjectDisposedException.class,
                                way == Way.SEND ? SmtpException.class : CancellationException.class);
            }
            assertThatThrownBy(() -> way.begin(client, message())).isInstanceOf(ObjectDisposedException.class);
        }
        server.awaitNoConnections(SOON);
        assertThat(server.getMessages()).hasSizeGreaterThanOrEqualTo(sent.get());
    }

    private static Throwable reason(Throwable told) {
        return told instanceof CompletionException ? told.getCause() : told;
    }

    private static CompletableFuture<Void> sendAt(CyclicBarrier start, Way way, SmtpClient client) {
        Supplier<CompletableFuture<Void>> sending = () -> {
            meet(start);
            return way.inBackground(client, message());
        };
        return CompletableFuture.supplyAsync(sending, THREADS).thenCompose(end -> end);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the other thread didn't come", e);
        }
    }
}
