package org.postrider.sockets;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether args are free, busy or closed. Closing while busy takes effect when the operation ends, since the kernel's
 * result still has to have a place to go to.
 */
final class ArgsState {
    private enum Value {
        FREE,
        BUSY,
        BUSY_AND_CLOSING,
        CLOSED
    }

    private final AtomicReference<Value> value = new AtomicReference<>(Value.FREE);

    void requireFree() {
        Value now = value.get();
        if (now == Value.CLOSED || now == Value.BUSY_AND_CLOSING) {
            throw new ObjectDisposedException("SocketAsyncEventArgs");
        } else if (now == Value.BUSY) {
            throw new IllegalStateException(
                    "An operation is in progress with these SocketAsyncEventArgs; wait for it or use others");
        }
    }

    void begin() {
        while (!value.compareAndSet(Value.FREE, Value.BUSY)) {
            requireFree();
        }
    }

    void end() {
        if (!value.compareAndSet(Value.BUSY, Value.FREE)
                && !value.compareAndSet(Value.BUSY_AND_CLOSING, Value.CLOSED)) {
            throw new IllegalStateException("No operation is in progress; call beginOperation before endOperation");
        }
    }

    void close() {
        while (!value.compareAndSet(Value.FREE, Value.CLOSED)
                && !value.compareAndSet(Value.BUSY, Value.BUSY_AND_CLOSING)) {
            if (value.get() == Value.CLOSED || value.get() == Value.BUSY_AND_CLOSING) {
                return;
            }
        }
    }
}
