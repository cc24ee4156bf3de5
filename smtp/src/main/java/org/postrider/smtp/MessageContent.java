package org.postrider.smtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * A message as the engine sees it: some traits, and bytes that can be opened.
 *
 * <p>It is the seam between the engine and any message model. The engine asks for the traits first, chooses a body type that the
 * server takes, opens the content once for each attempt to send it, and closes the channel whatever happens. The bytes are header
 * and body in the form of RFC 5322; line ends are made canonical (CRLF) and dots are stuffed by the engine.
 *
 * <p>The traits don't change. A content that can be opened again can be sent again; one that can't throws an {@link IOException}
 * that says so from the second {@link #open}. One trap: a channel whose {@code read} may wait (a file, a network share, somebody
 * else's stream) has to say so in {@link #mayBlock()}, or it holds up every connection of its loop.
 */
public interface MessageContent {
    /**
     * Tells the poorest body type that the content can be opened in.
     *
     * @return {@link BodyType#SEVEN_BIT} when every server can take it
     */
    BodyType leastBodyType();

    /**
     * Tells the body type that the content is best sent in, if the server takes it.
     *
     * @return {@link #leastBodyType()} unless the content says otherwise, since a relay that had to convert a richer one would break the
     *     message's signatures; {@link BodyType#BINARY_MIME} is never taken
     */
    default BodyType preferredBodyType() {
        return leastBodyType();
    }

    /**
     * Tells whether header or envelope hold text beyond ASCII, so that only a server with SMTPUTF8 takes the message.
     *
     * @return true when {@code SMTPUTF8} has to be asked for (RFC 6531)
     */
    boolean needsSmtpUtf8();

    /**
     * Tells how many bytes the opened channel will give, before dot-stuffing.
     *
     * @param bodyType the body type that it would be opened in
     * @return the number of octets, or -1 if that isn't known without reading it
     */
    long size(BodyType bodyType);

    /**
     * Tells whether opening or reading may wait for something other than the processor.
     *
     * @return true when the engine must not read it on a loop thread
     */
    boolean mayBlock();

    /**
     * Tells of a content that {@linkplain #mayBlock() may block} whether what it has opened still does. The engine asks after each
     * read: what doesn't have to be waited for it reads on its own thread, from the next block on, which spares two changes of threads.
     *
     * @param opened what {@link #open} gave, which was read from; not at the same time by anybody else
     * @return {@link #mayBlock()} unless the content says otherwise; false when neither the next read nor closing waits, say because all
     *     the rest is in memory by now
     */
    default boolean mayBlock(ReadableByteChannel opened) {
        return mayBlock();
    }

    /**
     * Reads octets that are in the form of the wire already, if the content knows that of what comes next. The engine asks where it would
     * read on, and sends them without another look, which saves a fifth of the CPU that a large attachment takes.
     *
     * <p>The trap: nothing checks the promise. What is given here is lines that end in CRLF, with no CR, LF or NUL anywhere else, none of
     * which begins with a dot, such as the output of an encoder of base64; never anything that came from elsewhere, for it could hold an
     * end of the message that isn't one.
     *
     * @param opened what {@link #open} gave; not at the same time by anybody else
     * @param target what to put them into, on the heap or not; they may begin and end within a line, but not between CR and LF
     * @return how many there were; 0 when it can't be said of what comes next, which is then read from {@code opened}, or when there is no
     *     room, as always unless the content says otherwise
     * @throws IOException if the content can't be read
     */
    default int readReady(ReadableByteChannel opened, ByteBuffer target) throws IOException {
        return 0;
    }

    /**
     * Tells whether the content can be opened again, so that a message that certainly wasn't sent can go once more, on another connection.
     *
     * @return what {@link #mayBlock()} denies, unless the content says otherwise: memory can be read twice, a stream can't
     */
    default boolean isRepeatable() {
        return !mayBlock();
    }

    /**
     * Opens the bytes of the message.
     *
     * @param bodyType what the server takes, at least {@link #leastBodyType()}
     * @return a channel at the first byte of the header; the caller closes it
     * @throws IOException if the content can't be opened, or can't be opened a second time
     */
    ReadableByteChannel open(BodyType bodyType) throws IOException;
}
