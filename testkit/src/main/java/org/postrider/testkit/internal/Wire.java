package org.postrider.testkit.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.ReplyDelivery;
import org.postrider.testkit.Session.Ending;

/**
 * The bytes of one connection, in clear or under TLS: a buffer of what has been read, and one of replies that are due.
 *
 * <p>Belongs to the connection's thread, except for {@link #abort()}. Replies wait until the client has to speak, so that
 * answers to pipelined commands share a packet (RFC 2920, section 3.2).
 */
final class Wire {
    /** A line of AUTH may have 12288 octets (RFC 4954, section 4). */
    static final int LONGEST_LINE = 12_288;

    private final Socket raw;
    private final ReplyDelivery delivery;
    private final ByteArrayOutputStream due = new ByteArrayOutputStream();
    private Socket socket;
    private final byte[] buffer = new byte[16_384];
    private int position;
    private int limit;
    private long reads;

    Wire(Socket raw, ReplyDelivery delivery) {
        this.raw = raw;
        this.socket = raw;
        this.delivery = delivery;
    }

    /** Sets the socket up; apart from the constructor, since a client may be gone already. */
    void begin() throws IOException {
        raw.setTcpNoDelay(true);
    }

    /** One line as it came: without its end, with what is wrong with it. */
    record Line(String text, String flaw, long read) {
        boolean isWellFormed() {
            return flaw.isEmpty();
        }
    }

    /** Reads a line up to LF. What is longer than the longest line is read and dropped. */
    Line readLine() throws IOException {
        await();
        long read = reads;
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        int octet = next();
        boolean isTooLong = false;
        while (octet != '\n') {
            isTooLong |= line.size() > LONGEST_LINE;
            if (!isTooLong) {
                line.write(octet);
            }
            octet = next();
        }
        return line(line.toByteArray(), isTooLong, read);
    }

    private static Line line(byte[] bytes, boolean isTooLong, long read) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (isTooLong) {
            return new Line(text, "longer than " + LONGEST_LINE + " octets", read);
        }
        if (!text.endsWith("\r")) {
            return new Line(text, "ends with a bare LF", read);
        }
        String content = text.substring(0, text.length() - 1);
        String flaw = content.indexOf('\r') >= 0 ? "has a bare CR" : content.indexOf('\0') >= 0 ? "has a NUL" : "";
        return new Line(content, flaw, read);
    }

    private int next() throws IOException {
        await();
        return buffer[position++] & 0xFF;
    }

    /** Waits until there is something to read, after sending what is due. */
    private void await() throws IOException {
        if (position == limit) {
            flush();
            fill();
        }
    }

    private void fill() throws IOException {
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
            throw new SessionOverException(Ending.EOF);
        }
        reads++;
        position = 0;
        limit = count;
    }

    /** Takes bytes of a message as they come; the taker says how many of them are its own. */
    void readInto(Taker taker) throws IOException {
        await();
        position += taker.take(buffer, position, limit - position);
    }

    /** Takes bytes of a message. */
    @FunctionalInterface
    interface Taker {
        int take(byte[] bytes, int offset, int length) throws IOException;
    }

    /** Whether the client has sent more than what was read so far. */
    boolean hasInput() throws IOException {
        return position < limit || socket.getInputStream().available() > 0;
    }

    /** Throws away what has come so far, without waiting for more. */
    void discardInput() throws IOException {
        InputStream in = socket.getInputStream();
        position = limit;
        while (in.available() > 0 && in.read(buffer) > 0) {
            position = limit;
        }
    }

    /** Reads until the client closes. */
    void readToEnd() throws IOException {
        flush();
        while (true) {
            fill();
        }
    }

    void write(byte[] bytes) {
        due.writeBytes(bytes);
    }

    void flush() throws IOException {
        byte[] bytes = due.toByteArray();
        due.reset();
        int from = 0;
        while (from < bytes.length) {
            int to = pieceEnd(bytes, from);
            socket.getOutputStream().write(bytes, from, to - from);
            from = to;
        }
    }

    private int pieceEnd(byte[] bytes, int from) {
        if (delivery == ReplyDelivery.BY_BYTE) {
            return from + 1;
        }
        int to = from;
        while (to < bytes.length && (delivery == ReplyDelivery.WHOLE || to == from || bytes[to - 1] != '\n')) {
            to++;
        }
        return to;
    }

    /** Puts TLS over the connection; the handshake is the caller's. */
    SSLSocket secure(SSLSocketFactory factory) throws IOException {
        flush();
        SSLSocket secured =
                (SSLSocket) factory.createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), false);
        secured.setUseClientMode(false);
        socket = secured;
        return secured;
    }

    /** The TLS session, or {@code null} in clear. */
    @Nullable
    SSLSession session() {
        return socket instanceof SSLSocket secured ? secured.getSession() : null;
    }

    /** Ends the sending half: close_notify under TLS, and FIN. */
    void shutdownOutput() throws IOException {
        flush();
        socket.shutdownOutput();
        if (socket != raw) {
            raw.shutdownOutput();
        }
    }

    /** Ends the connection with RST. */
    void reset() throws IOException {
        raw.setSoLinger(true, 0);
        raw.close();
    }

    /** Closes at once, and whatever the state; safe from any thread, and wakes the connection's. */
    void abort() throws IOException {
        raw.close();
    }
}
