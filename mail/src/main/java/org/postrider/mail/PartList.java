package org.postrider.mail;

import java.util.List;
import org.postrider.sockets.ObjectDisposedException;

/** Parts of a message, closed with it. */
abstract class PartList<E extends AttachmentBase> extends LiveList<E> implements AutoCloseable {
    private boolean closed;

    PartList() {}

    @Override
    void beforeChange() {
        if (closed) {
            throw new ObjectDisposedException(getClass().getSimpleName());
        }
    }

    /** Closes all items and empties the collection. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            List<E> items = List.copyOf(this);
            clear();
            closed = true;
            closeAll(items);
        }
    }

    private static void closeAll(List<? extends AttachmentBase> items) {
        if (!items.isEmpty()) {
            Closing.all(items.stream().<Runnable>map(item -> item::close).toList());
        }
    }
}
