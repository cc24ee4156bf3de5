package org.postrider.mime.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Somebody's stream, which can be read once.
 *
 * <p>Reading starts where the stream stands. The trap: a stream is never marked and reset, because the mark of a
 * {@code BufferedInputStream} would keep all of a large attachment in memory.
 */
public final class StreamSource implements ContentSource {
    private final InputStream stream;
    private final AtomicBoolean taken = new AtomicBoolean();

    /**
     * Takes a stream, which is closed with the first channel that reads it.
     *
     * @param stream the content
     */
    public StreamSource(InputStream stream) {
        this.stream = stream;
    }

    @Override
    public ReadableByteChannel open() throws IOException {
        if (!taken.compareAndSet(false, true)) {
            throw new IOException("The content is a stream that has been read already: to send it again, give a file,"
                    + " bytes or a ByteArrayInputStream instead");
        }
        return new StreamChannel(stream);
    }

    @Override
    public long size() {
        return -1;
    }

    @Override
    public boolean mayBlock() {
        return true;
    }
}
