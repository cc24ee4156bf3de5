package org.postrider.mail;

import java.util.List;
import org.postrider.sockets.ObjectDisposedException;

/** Parts of a message, closed with it. */
abstract class PartList<E extends AttachmentBase> extends LiveList<E> implements AutoCloseable {
    private boolean closed;

    PartList() {}

    @Override
    final void beforeChange() {
        requireOpen();
    }

    /** What was in a closed collection is gone: it must not pass for one that never held anything. */
    final void requireOpen() {
        if (closed) {
            throw new ObjectDisposedException(getClass().getSimpleName());
        }
    }

    /** Closes all items and empties the collection. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            List<E> items = drain();
            if (!items.isEmpty()) {
                Closing.all(items, AttachmentBase::close);
            }
        }
    }
}
