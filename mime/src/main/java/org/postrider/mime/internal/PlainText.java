package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * ASCII text in lines that any server takes: it needs no encoding, and goes from the string into the reader's buffer. Immutable.
 *
 * <p>Lines end in CR LF, nowhere else stands a CR or an LF, none is longer than 998, and there is no NUL (RFC 2045, 2.7).
 */
final class PlainText implements ContentSource {
    private static final int LONGEST = 998;

    private final String text;
    private final int length;

    private PlainText(String text, int length) {
        this.text = text;
        this.length = length;
    }

    /** Gives so much of the text as a source if all of it is as plain as that, else null. */
    static @Nullable PlainText tryCreate(String text, int length) {
        boolean plain = text.indexOf(0) < 0 && !mayShift(text) && isInLines(text) && Texts.isAscii(text);
        return plain ? new PlainText(text, length) : null;
    }

    /** In ISO-2022-JP and its like, ESC and SO are ASCII that means something else. */
    private static boolean mayShift(String text) {
        return text.indexOf(0x1B) >= 0 || text.indexOf(0x0E) >= 0;
    }

    /** Searches for breaks instead of looking at each character, which the JDK does many characters at once. */
    private static boolean isInLines(String text) {
        int start = 0;
        for (int end = text.indexOf('\r'); end >= 0; end = text.indexOf('\r', start)) {
            if (text.indexOf('\n', start) != end + 1 || end - start > LONGEST) {
                return false;
            }
            start = end + 2;
        }
        return text.indexOf('\n', start) < 0 && text.length() - start <= LONGEST;
    }

    @Override
    public ReadableByteChannel open() {
        return new Channel(text, length);
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    /** Copies the text as it is asked for. Not for several threads. */
    private static final class Channel implements ReadableByteChannel {
        private final String text;
        private final int length;
        private int position;
        private boolean closed;

        Channel(String text, int length) {
            this.text = text;
            this.length = length;
        }

        @Override
        public int read(ByteBuffer target) throws ClosedChannelException {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (position == length) {
                return -1;
            }
            int start = position;
            while (position < length && target.hasRemaining()) {
                copy(target);
            }
            return position - start;
        }

        private void copy(ByteBuffer target) {
            int count = Math.min(length - position, target.remaining());
            if (target.hasArray()) {
                lowBytes(count, target.array(), target.arrayOffset() + target.position());
                target.position(target.position() + count);
            } else {
                byte[] between = Buffers.take();
                count = Math.min(count, between.length);
                lowBytes(count, between, 0);
                target.put(between, 0, count);
                Buffers.giveBack(between);
            }
            position += count;
        }

        /** Outdated because it drops the high byte of each character, which in ASCII is zero; nothing else copies without a detour. */
        @SuppressWarnings("deprecation")
        private void lowBytes(int count, byte[] target, int offset) {
            text.getBytes(position, position + count, target, offset);
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
