package org.postrider.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP client that reads like the RFC, top to bottom: it checks the server with code that shares nothing with it.
 *
 * <p>One thread, blocking, bounded by a read time-out. Every method that says something returns the whole reply.
 */
final class StraightLineClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private Socket socket;
    private InputStream in;

    private StraightLineClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    static StraightLineClient connect(SmtpTestServer server) throws IOException {
        return connect(server.getPort());
    }

    static StraightLineClient connect(int port) throws IOException {
        return new StraightLineClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects, and waits for the greeting and the answer to EHLO. */
    static StraightLineClient greet(SmtpTestServer server) throws IOException {
        return greet(server.getPort());
    }

    static StraightLineClient greet(int port) throws IOException {
        StraightLineClient client = connect(port);
        client.expect("220 ", client.reply());
        client.expect("250", client.say("EHLO client.test"));
        return client;
    }

    /** Sends a line and waits for its reply. */
    String say(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Reads a reply: lines joined by LF, the last of which has a space after its code. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder(line());
        while (reply.charAt(reply.lastIndexOf("\n") + 4) == '-') {
            reply.append('\n').append(line());
        }
        return reply.toString();
    }

    /** Reads a line, which must end with CRLF. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("The server closed the connection");
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        if (!text.endsWith("\r")) {
            throw new AssertionError("A reply line ended with a bare LF: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    /** Reads so many octets. */
    String take(int octets) throws IOException {
        return new String(in.readNBytes(octets), StandardCharsets.UTF_8);
    }

    /** Whether the server has closed its half; waits until it speaks or does. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    /** Starts TLS over the connection, checking the chain and the name. */
    SSLSocket startTls(SSLContext context) throws IOException {
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 25, true);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        socket = secured;
        in = new BufferedInputStream(secured.getInputStream());
        return secured;
    }

    String authPlain(String user, String password) throws IOException {
        return say("AUTH PLAIN " + base64("\0" + user + "\0" + password));
    }

    String authLogin(String user, String password) throws IOException {
        expect("334 " + base64("Username:"), say("AUTH LOGIN"));
        expect("334 " + base64("Password:"), say(base64(user)));
        return say(base64(password));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    void envelope(String from, String... to) throws IOException {
        expect("250 ", say("MAIL FROM:<" + from + ">"));
        for (String recipient : to) {
            expect("250 ", say("RCPT TO:<" + recipient + ">"));
        }
        expect("354 ", say("DATA"));
    }

    /** Sends a message whose text has its line ends and dots in order, and returns the final reply. */
    String deliver(String text) throws IOException {
        envelope("a@client.test", "b@server.test");
        send(text);
        return say(".");
    }

    String quit() throws IOException {
        String reply = say("QUIT");
        close();
        return reply;
    }

    void expect(String start, String reply) {
        if (!reply.startsWith(start)) {
            throw new AssertionError("Expected " + start + "..., got " + reply);
        }
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
