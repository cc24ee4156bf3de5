package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.TextContent.CheckedText;

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

    /** Takes a text that is plain. */
    static PlainText of(CheckedText checked) {
        assert checked.plain() : "the text has to be encoded";
        return new PlainText(checked.text(), checked.text().length());
    }

    /** Gives the text as a source if all of it is as plain as that, else null. */
    static @Nullable PlainText tryCreate(String text) {
        return isPlain(text) ? new PlainText(text, text.length()) : null;
    }

    /** Gives the same without its end. */
    PlainText first(int count) {
        return new PlainText(text, count);
    }

    /** Looks at each character once: in ordinary text nearly all of the time goes into {@link Texts#printableEnd}. */
    static boolean isPlain(String text) {
        int lineStart = 0;
        int i = Texts.printableEnd(text, 0, text.length());
        while (i < text.length()) {
            if (text.charAt(i) == '\r') {
                if (i + 1 == text.length() || text.charAt(i + 1) != '\n' || i - lineStart > LONGEST) {
                    return false;
                }
                i++;
                lineStart = i + 1;
            } else if (!isOrdinary(text.charAt(i))) {
                return false;
            }
            i = Texts.printableEnd(text, i + 1, text.length());
        }
        return i - lineStart <= LONGEST;
    }

    /** In ISO-2022-JP and its like, ESC and SO are ASCII that means something else. */
    private static boolean isOrdinary(char control) {
        return control < 0x80 && control != 0 && control != '\n' && control != 0x0E && control != 0x1B;
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

    private static final class Channel extends MemoryChannel {
        private final String text;

        Channel(String text, int length) {
            super(length);
            this.text = text;
        }

        @Override
        void copy(int from, int count, ByteBuffer target) {
            if (target.hasArray()) {
                Texts.copyAscii(text, from, from + count, target.array(), target.arrayOffset() + target.position());
                target.position(target.position() + count);
            } else {
                copyByPieces(from, from + count, target);
            }
        }

        private void copyByPieces(int from, int end, ByteBuffer target) {
            ByteBuffer between = Buffers.take();
            for (int i = from; i < end; ) {
                int count = Math.min(end - i, between.capacity());
                Texts.copyAscii(text, i, i + count, between.array(), between.arrayOffset());
                target.put(between.clear().limit(count));
                i += count;
            }
            Buffers.giveBack(between);
        }
    }
}
