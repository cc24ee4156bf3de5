package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.mail.Clients.SOON;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Zeros that count how often they are opened and closed. */
final class CountedContent implements StreamSupplier {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final long size;
    private final long failsAt;

    /** Gives so many octets. */
    CountedContent(long size) {
        this(size, Long.MAX_VALUE);
    }

    /** Fails when so many octets have been read. */
    CountedContent(long size, long failsAt) {
        this.size = size;
        this.failsAt = failsAt;
    }

    @Override
    public InputStream open() {
        opened.incrementAndGet();
        return new Zeros();
    }

    /** Each stream is closed, once, however its sending ended. */
    void assertOpenedAndClosed(int times) {
        assertThat(opened).hasValue(times);
        await().atMost(SOON).untilAsserted(() -> assertThat(closed).hasValue(times));
    }

    private final class Zeros extends InputStream {
        private long read;
        private boolean shut;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (read >= failsAt) {
                throw new IOException("the disk is gone");
            }
            if (read == size) {
                return -1;
            }
            int given = (int) Math.min(count, size - read);
            Arrays.fill(target, offset, offset + given, (byte) 0);
            read += given;
            return given;
        }

        @Override
        public void close() {
            if (!shut) {
                shut = true;
                closed.incrementAndGet();
            }
        }
    }
}
