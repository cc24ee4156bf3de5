package org.postrider.sockets;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one direction of a socket, first come, first served.
 *
 * <p>Being at the head is what gives the right to do I/O in this direction: exactly one thread owns the head at a time,
 * at first the one whose {@link #enter} returned true, and {@link #leave} gives it the next one. The lock guards the
 * links alone and is never held across I/O or user code.
 *
 * <p>The queue can also be claimed while it is empty, to change the mode of the channel; operations that arrive then
 * wait, in {@code enter}, for the few system calls that this takes.
 */
final class OperationQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable SocketAsyncEventArgs head;
    private @Nullable SocketAsyncEventArgs tail;
    private boolean claimed;

    /**
     * Adds an operation at the end.
     *
     * @return whether it is at the head at once, and so the caller's to carry out
     */
    boolean enter(SocketAsyncEventArgs e) {
        lock.lock();
        try {
            while (claimed) {
                changed.awaitUninterruptibly();
            }
            if (tail == null) {
                head = e;
            } else {
                tail.next = e;
            }
            tail = e;
            return head == e;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until an operation has come to the head.
     *
     * @return false if the thread was interrupted instead; the operation is out of the queue then and the thread's
     *     interrupt status is set
     */
    boolean awaitTurn(SocketAsyncEventArgs e) {
        lock.lock();
        try {
            while (head != e) {
                changed.await();
            }
            return true;
        } catch (InterruptedException expected) {
            Thread.currentThread().interrupt();
            if (head == e) {
                return true;
            }
            withdraw(e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void withdraw(SocketAsyncEventArgs e) {
        SocketAsyncEventArgs before = head;
        while (before != null && before.next != e) {
            before = before.next;
        }
        if (before != null) {
            before.next = e.next;
            e.next = null;
            tail = tail == e ? before : tail;
        }
    }

    @Nullable
    SocketAsyncEventArgs head() {
        lock.lock();
        try {
            return head;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes the head.
     *
     * @return the next head, which passes to the caller, or null
     */
    @Nullable
    SocketAsyncEventArgs leave() {
        lock.lock();
        try {
            SocketAsyncEventArgs done = head;
            if (done == null) {
                throw new IllegalStateException("Nothing is in progress");
            }
            head = done.next;
            done.next = null;
            tail = head == null ? null : tail;
            changed.signalAll();
            return head;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps operations out, if there is none; {@link #unclaim} lets them in again. */
    boolean claim() {
        lock.lock();
        try {
            if (claimed || head != null) {
                return false;
            }
            claimed = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void unclaim() {
        lock.lock();
        try {
            claimed = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many operations are in it, the head included; for tests that wait until one has arrived. */
    int length() {
        lock.lock();
        try {
            int length = 0;
            for (SocketAsyncEventArgs e = head; e != null; e = e.next) {
                length++;
            }
            return length;
        } finally {
            lock.unlock();
        }
    }
}
