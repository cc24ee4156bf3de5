package org.postrider.smtp.internal.connection;

import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.MessageContent;

/** A message without a single octet, for tests to which it doesn't matter what is in it. */
public record NoContent() implements MessageContent {
    @Override
    public BodyType leastBodyType() {
        return BodyType.SEVEN_BIT;
    }

    @Override
    public boolean needsSmtpUtf8() {
        return false;
    }

    @Override
    public long size(BodyType bodyType) {
        return 0;
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public ReadableByteChannel open(BodyType bodyType) {
        return Channels.newChannel(new ByteArrayInputStream(new byte[0]));
    }
}
