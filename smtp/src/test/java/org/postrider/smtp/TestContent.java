package org.postrider.smtp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

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

    /** One whose channel reads as it is told. */
    static TestContent reading(ToIntFunction<ByteBuffer> read) {
        return new TestContent() {
            @Override
            public ReadableByteChannel open(BodyType bodyType) {
                opened.incrementAndGet();
                return new ReadableByteChannel() {
                    @Override
                    public int read(ByteBuffer target) {
                        return read.applyAsInt(target);
                    }

                    @Override
                    public boolean isOpen() {
                        return closed.get() == 0;
                    }

                    @Override
                    public void close() {
                        closed.incrementAndGet();
                    }
                };
            }
        };
    }

    /** More than anything between client and server holds, so that the server can act in the middle of it. */
    static TestContent large() {
        return ofSize(500_000_000);
    }

    static TestContent ofSize(long octets) {
        return new TestContent() {
            @Override
            InputStream stream() {
                return new Repeated(octets);
            }
        };
    }

    private static final class Repeated extends InputStream {
        private static final byte[] LINES = "A line of a message that is long, though its lines aren't.\r\n"
                .repeat(100)
                .getBytes(StandardCharsets.US_ASCII);
        private final long size;
        private long position;

        Repeated(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            return position == size ? -1 : LINES[(int) (position++ % LINES.length)];
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int from = (int) (position % LINES.length);
            int count = (int) Math.min(Math.min(length, LINES.length - from), size - position);
            System.arraycopy(LINES, from, target, offset, count);
            position += count;
            return count == 0 && length > 0 ? -1 : count;
        }
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
