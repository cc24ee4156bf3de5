package org.postrider.sockets;

import java.util.Arrays;

/**
 * The handlers of one event, in the order of their adding. A change replaces the array, so that raising the event needs
 * no lock and no iterator, and a handler may add and remove handlers; that takes effect from the next event on.
 */
final class CompletedHandlers {
    private static final SocketCompletedHandler[] NONE = {};

    private volatile SocketCompletedHandler[] handlers = NONE;

    synchronized void add(SocketCompletedHandler handler) {
        int count = handlers.length;
        SocketCompletedHandler[] more = Arrays.copyOf(handlers, count + 1);
        more[count] = handler;
        handlers = more;
    }

    /** Removes the last one that is the same object; one that is not there is ignored, as by .NET's delegates. */
    synchronized void remove(SocketCompletedHandler handler) {
        SocketCompletedHandler[] current = handlers;
        int index = current.length - 1;
        while (index >= 0 && current[index] != handler) {
            index--;
        }
        if (index >= 0) {
            SocketCompletedHandler[] fewer = Arrays.copyOf(current, current.length - 1);
            System.arraycopy(current, index + 1, fewer, index, fewer.length - index);
            handlers = fewer;
        }
    }

    void raise(Object sender, SocketAsyncEventArgs e) {
        for (SocketCompletedHandler handler : handlers) {
            handler.completed(sender, e);
        }
    }
}
