package org.postrider.mail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.StreamChannel;

/** Content that somebody's code opens each time. */
record SuppliedSource(StreamSupplier supplier) implements ContentSource {
    @Override
    public ReadableByteChannel open() throws IOException {
        @Nullable InputStream stream = supplier.open();
        if (stream == null) {
            throw new IOException(
                    "The supplier of an attachment gave null: let it open a new stream, or throw an IOException");
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
