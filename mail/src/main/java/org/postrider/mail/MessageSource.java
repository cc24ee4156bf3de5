package org.postrider.mail;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import org.postrider.mime.internal.ContentSource;
import org.postrider.smtp.MessageContent;

/** A whole message in its plainest form, as content of another one. */
record MessageSource(MessageContent message) implements ContentSource {
    @Override
    public ReadableByteChannel open() throws IOException {
        return message.open(message.leastBodyType());
    }

    @Override
    public long size() {
        return message.size(message.leastBodyType());
    }

    @Override
    public boolean mayBlock() {
        return message.mayBlock();
    }
}
