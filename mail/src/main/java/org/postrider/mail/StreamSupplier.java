package org.postrider.mail;

import java.io.IOException;
import java.io.InputStream;

/**
 * Opens content whenever it is needed: a blob in a database, an object in a store, a file inside of an archive.
 *
 * <p>It is asked when a message is sent, once for each attempt, on whichever thread reads the message, perhaps on two at once. What it
 * gives is closed when it has been read, or when the sending fails or is cancelled. The trap: it has to give a new stream each time,
 * from the first byte on.
 *
 * <pre>{@code
 * new Attachment(() -> store.open("reports/2026.pdf"), "2026.pdf", MediaTypeNames.Application.PDF)
 * }</pre>
 */
@FunctionalInterface
public interface StreamSupplier {
    /**
     * Opens the content.
     *
     * @return a new stream at the first byte, not null
     * @throws IOException if it can't be opened; the sending then fails with this as its cause
     */
    InputStream open() throws IOException;
}
