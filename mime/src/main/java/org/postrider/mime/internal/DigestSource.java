package org.postrider.mime.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;

/**
 * Content that is counted and hashed while it is read.
 *
 * <p>Each reading counts for itself, and who listens is told at its end, on the thread that reads; a reading that is given up tells
 * nothing. Because that runs somebody else's code, reading may always block.
 */
public final class DigestSource implements ContentSource {
    private final ContentSource content;
    private final Supplier<MessageDigest> digests;
    private final ObjLongConsumer<byte[]> listener;

    /**
     * Watches over content.
     *
     * @param content what to hash
     * @param digests makes a new digest for each reading
     * @param listener is told the hash and the number of octets
     */
    public DigestSource(ContentSource content, Supplier<MessageDigest> digests, ObjLongConsumer<byte[]> listener) {
        this.content = content;
        this.digests = digests;
        this.listener = listener;
    }

    /** What is read, without being watched. */
    ContentSource content() {
        return content;
    }

    @Override
    public ReadableByteChannel open() throws IOException {
        return new DigestChannel(content.open(), digests.get());
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    private final class DigestChannel implements ReadableByteChannel {
        private final ReadableByteChannel channel;
        private final MessageDigest digest;
        private long count;
        private boolean told;

        private DigestChannel(ReadableByteChannel channel, MessageDigest digest) {
            this.channel = channel;
            this.digest = digest;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int start = target.position();
            int read = channel.read(target);
            if (read > 0) {
                digest.update(target.duplicate().flip().position(start));
                count += read;
            } else if (read < 0 && !told) {
                told = true;
                listener.accept(digest.digest(), count);
            }
            return read;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
