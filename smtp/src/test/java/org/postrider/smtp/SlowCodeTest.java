package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.SmtpTestServer;

/** Somebody else's code that takes its time, many times over: all of it goes on at once. */
class SlowCodeTest {
    private static final int MANY = 30;

    /** As many threads as there are tasks. */
    private static final Executor THREADS = task -> new Thread(task).start();

    private final SmtpTestServer server = SmtpTestServer.start();
    private final SmtpSender sender =
            new SmtpSender(plain(server).build(), PoolLimits.DEFAULT.withMaxConnections(MANY));
    private final CountDownLatch together = new CountDownLatch(MANY);

    @AfterEach
    void close() {
        sender.close();
        server.close();
    }

    @Test
    void callbacksThatWaitForEachOtherAllRun() {
        all(() -> sendAndThen(this::waitForAll));
        assertThat(server.getMessages()).hasSize(MANY);
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void contentsThatWaitForEachOtherAreAllRead(DoorWay door) {
        all(() -> CompletableFuture.runAsync(() -> door.send(sender, TO_ONE, waitingContent()), THREADS));
        assertThat(server.getMessages()).hasSize(MANY);
    }

    /** On one connection, whose loop the callback has the thread of. */
    @Test
    void callbacksMaySendAndWaitForIt() {
        sender.setLimits(PoolLimits.DEFAULT.withMaxConnections(1));
        CompletableFuture<Void> every = sender.sendAsync(TO_ONE, new TestContent())
                .thenRun(() -> sender.send(TO_ONE, new TestContent()))
                .thenRun(() -> sender.sendAsync(TO_ONE, new TestContent())
                        .thenRun(() -> sender.send(TO_ONE, new TestContent()))
                        .join());
        await().atMost(SOON).until(every::isDone);
        every.join();
        assertThat(server.getMessages()).hasSize(4);
    }

    @Test
    void othersAreSentAndToldWhileACallbackHangs() {
        checkOthersGoOn(
                this::sendAndThen,
                () -> sender.sendAsync(TO_ONE, new TestContent()).thenRun(() -> {}));
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void othersAreSentWhileAContentHangs(DoorWay door) {
        checkOthersGoOn(
                hang -> CompletableFuture.runAsync(() -> door.send(sender, TO_ONE, contentBehind(hang)), THREADS),
                () -> sender.sendAsync(TO_ONE, contentBehind(() -> {})).thenRun(() -> {}));
    }

    private void checkOthersGoOn(
            Function<Runnable, CompletableFuture<Void>> hangingSend, Supplier<CompletableFuture<Void>> send) {
        CountDownLatch released = new CountDownLatch(1);
        try {
            CompletableFuture<Void> hanging =
                    hangingSend.apply(() -> await().atMost(SOON).until(() -> released.getCount() == 0));
            all(send);
            assertThat(hanging).isNotDone();
            released.countDown();
            await().atMost(SOON).until(hanging::isDone);
            hanging.join();
        } finally {
            released.countDown();
        }
        assertThat(server.getMessages()).hasSize(MANY + 1);
    }

    private static void all(Supplier<CompletableFuture<Void>> send) {
        List<CompletableFuture<Void>> all = Stream.generate(send).limit(MANY).toList();
        CompletableFuture<Void> every = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        await().atMost(SOON).until(every::isDone);
        every.join();
    }

    /** On a thread of its own: a send may have ended before the callback is there, and whoever brings it then runs it. */
    private CompletableFuture<Void> sendAndThen(Runnable callback) {
        return CompletableFuture.supplyAsync(
                        () -> sender.sendAsync(TO_ONE, new TestContent()).thenRun(callback), THREADS)
                .thenCompose(Function.identity());
    }

    private TestContent waitingContent() {
        return contentBehind(this::waitForAll);
    }

    private static TestContent contentBehind(Runnable wait) {
        boolean[] read = {false};
        TestContent content = TestContent.reading(target -> {
            if (read[0]) {
                return -1;
            }
            read[0] = true;
            wait.run();
            target.put((byte) 'x');
            return 1;
        });
        content.mayBlock = true;
        return content;
    }

    private void waitForAll() {
        together.countDown();
        await().atMost(SOON).until(() -> together.getCount() == 0);
    }
}
