package org.postrider.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds the server at an exact point until the test lets it go on, so that a race always runs the same way.
 *
 * <pre>{@code
 * Gate gate = new Gate();
 * server.script().on(Step.DATA, Behaviour.hold(gate));
 * CompletableFuture<?> sending = client.sendAsync(message);
 * gate.awaitReached(Duration.ofSeconds(10));   // the server has the DATA command and says nothing
 * sending.cancel(true);
 * gate.open();
 * }</pre>
 *
 * <p>Thread safe. A gate opens once and stays open. The trap: a gate that is never opened holds its connection until
 * the server is closed.
 */
public final class Gate {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Makes a gate that is shut. */
    public Gate() {}

    /** Lets everyone through who waits at the gate, now and from now on. */
    public void open() {
        opened.countDown();
    }

    /**
     * Tells whether a connection has come to the gate.
     *
     * @return {@code true} from the first arrival on
     */
    public boolean isReached() {
        return reached.getCount() == 0;
    }

    /**
     * Waits until a connection has come to the gate.
     *
     * @param atMost how long to wait
     * @throws AssertionError if none came in time
     * @throws IllegalStateException if the waiting thread is interrupted
     */
    public void awaitReached(Duration atMost) {
        Objects.requireNonNull(atMost, "atMost");
        try {
            if (!reached.await(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("No connection came to the gate within " + atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a connection to reach the gate", e);
        }
    }

    /**
     * Comes to the gate and waits until it is open; the server does this for {@link Behaviour#hold}.
     *
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public void pass() throws InterruptedException {
        reached.countDown();
        opened.await();
    }
}
