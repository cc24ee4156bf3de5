package org.postrider.fuzz;

import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.MessageContent;

/** A message of which nothing matters. */
final class Letter implements MessageContent {
    private static final byte[] TEXT = "Subject: a letter\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII);

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
        return TEXT.length;
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public ReadableByteChannel open(BodyType bodyType) {
        return Channels.newChannel(new ByteArrayInputStream(TEXT));
    }
}
