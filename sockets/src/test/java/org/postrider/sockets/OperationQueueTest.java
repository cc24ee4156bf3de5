package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OperationQueueTest {
    private final OperationQueue queue = new OperationQueue();
    private final SocketAsyncEventArgs a = new SocketAsyncEventArgs();
    private final SocketAsyncEventArgs b = new SocketAsyncEventArgs();
    private final SocketAsyncEventArgs c = new SocketAsyncEventArgs();

    @Test
    void firstToEnterIsAtTheHeadAndTheOthersFollow() {
        assertThat(queue.enter(a)).isTrue();
        assertThat(queue.enter(b)).isFalse();
        assertThat(queue.enter(c)).isFalse();
        assertThat(queue.length()).isEqualTo(3);
        assertThat(queue.leave()).isSameAs(b);
        assertThat(queue.head()).isSameAs(b);
        assertThat(queue.leave()).isSameAs(c);
        assertThat(queue.leave()).isNull();
        assertThat(queue.enter(a)).isTrue();
    }

    @Test
    void nothingLeavesAnEmptyQueue() {
        assertThatIllegalStateException().isThrownBy(queue::leave);
    }

    @Test
    void interruptedWaiterIsTakenOutWhereverItStands() throws Exception {
        queue.enter(a);
        queue.enter(b);
        queue.enter(c);
        assertThat(interruptedWait(c)).isFalse();
        assertThat(interruptedWait(b)).isFalse();
        assertThat(queue.length()).isEqualTo(1);
        assertThat(interruptedWait(a)).isTrue();
        assertThat(queue.enter(b)).isFalse();
        assertThat(queue.leave()).isSameAs(b);
        assertThat(queue.leave()).isNull();
    }

    private boolean interruptedWait(SocketAsyncEventArgs e) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    Thread.currentThread().interrupt();
                    boolean turn = queue.awaitTurn(e);
                    assertThat(Thread.interrupted()).isTrue();
                    return turn;
                })
                .get(Pending.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void claimNeedsAnEmptyQueueAndKeepsOperationsOut() throws Exception {
        queue.enter(a);
        assertThat(queue.claim()).isFalse();
        queue.leave();
        assertThat(queue.claim()).isTrue();
        assertThat(queue.claim()).isFalse();

        CompletableFuture<Boolean> entered = new CompletableFuture<>();
        Thread thread = new Thread(() -> entered.complete(queue.enter(b)));
        thread.start();
        await().atMost(Duration.ofSeconds(Pending.SECONDS)).until(() -> thread.getState() == Thread.State.WAITING);
        assertThat(queue.length()).isZero();

        queue.unclaim();
        assertThat(entered.get(Pending.SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
