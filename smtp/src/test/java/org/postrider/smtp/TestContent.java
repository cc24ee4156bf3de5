package org.postrider.smtp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A message for tests, which counts how often it is opened and closed. */
class TestContent implements MessageContent {
    static final String TEXT = "Subject: test\r\n\r\nHello\r\n.a dot\r\n..two\r\nbye";

    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    private final byte[] bytes;
    BodyType leastBodyType = BodyType.SEVEN_BIT;
    boolean needsSmtpUtf8;
    boolean mayBlock;
    long size;

    TestContent() {
        this(TEXT);
    }

    TestContent(String text) {
        this(text.getBytes(StandardCharsets.UTF_8));
    }

    TestContent(byte[] bytes) {
        this.bytes = bytes;
        this.size = bytes.length;
    }

    static TestContent blocking() {
        TestContent content = new TestContent();
        content.mayBlock = true;
        return content;
    }

    @Override
    public BodyType leastBodyType() {
        return leastBodyType;
    }

    @Override
    public boolean needsSmtpUtf8() {
        return needsSmtpUtf8;
    }

    @Override
    public long size(BodyType bodyType) {
        return size;
    }

    @Override
    public boolean mayBlock() {
        return mayBlock;
    }

    @Override
    public ReadableByteChannel open(BodyType bodyType) throws IOException {
        opened.incrementAndGet();
        return Channels.newChannel(new java.io.FilterInputStream(stream()) {
            @Override
            public void close() throws IOException {
                closed.incrementAndGet();
                super.close();
            }
        });
    }

    InputStream stream() throws IOException {
        return new ByteArrayInputStream(bytes);
    }
}
