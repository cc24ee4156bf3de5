package org.postrider.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;

/**
 * A TLS that isn't Java's: {@code openssl s_server}, behind which the test plays the mail server by what openssl reads and prints. It
 * tells of each connection whether the session was taken up again, and whom the client has shown to be.
 */
final class OpensslServer implements AutoCloseable {
    private static final String GREETING = "220 mx.example.com";

    /** The last that it says of a connection before it connects both ends; later words may wait in its buffer. */
    private static final String CONNECTED = "Secure Renegotiation IS";

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final OutputStream toClient;
    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    private final int port;
    private boolean inMessage;

    private OpensslServer(Process process, int port) {
        this.process = process;
        this.port = port;
        this.toClient = process.getOutputStream();
        Thread reader = new Thread(this::serve, "openssl");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one, or skips the test when there is no openssl. */
    static OpensslServer start(Path folder, String version, boolean askingForACertificate)
            throws IOException, InterruptedException {
        requireOpenssl();
        CertificateAuthority authority = CertificateAuthority.shared();
        HeldCertificate held = authority.issue("localhost");
        Path pem = Files.writeString(folder.resolve(version + ".pem"), held.toPem() + held.privateKeyToPem());
        Path ca = authority.writePem(folder.resolve(version + "-ca.pem"));
        List<String> options =
                new ArrayList<>(List.of("-cert", pem.toString(), "-CAfile", ca.toString(), "-" + version));
        options.addAll(askingForACertificate ? List.of("-Verify", "2", "-verify_return_error") : List.of());
        return start(options);
    }

    /** Starts one with options of {@code s_server}. */
    static OpensslServer start(List<String> options) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of("openssl", "s_server", "-4", "-accept", "127.0.0.1:" + port));
        command.addAll(options);
        OpensslServer server = new OpensslServer(
                new ProcessBuilder(command).redirectErrorStream(true).start(), port);
        server.awaitReport("ACCEPT");
        return server;
    }

    static void requireOpenssl() throws InterruptedException {
        boolean found = isInstalled();
        if (!found) {
            System.out.println("[SKIPPED] no openssl to test TLS against");
        }
        Assumptions.assumeTrue(found, "no openssl to test TLS against");
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            Process version = new ProcessBuilder("openssl", "version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return version.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && version.exitValue() == 0;
        } catch (IOException expected) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    /** Waits for what openssl has to say of the next connection. */
    String awaitConnection() throws InterruptedException {
        return awaitReport(CONNECTED);
    }

    private String awaitReport(String lastLine) throws InterruptedException {
        StringBuilder all = new StringBuilder();
        for (String line = ""; !line.startsWith(lastLine); ) {
            line = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("openssl says nothing of " + lastLine + " in: " + all);
            }
            all.append(line).append('\n');
        }
        return all.toString();
    }

    private void serve() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!answer(line)) {
                    reports.add(line);
                }
            }
        } catch (IOException e) {
            reports.add("lost: " + e);
        }
    }

    /** Plays the mail server; true when the line was the client's and not openssl's own. */
    private boolean answer(String line) throws IOException {
        if (line.startsWith(CONNECTED)) {
            say(GREETING);
            return false;
        }
        if (inMessage) {
            inMessage = !line.equals(".");
            if (!inMessage) {
                say("250 2.0.0 taken");
            }
            return true;
        }
        String verb = line.split("[ :]", 2)[0];
        switch (verb) {
            case "EHLO", "MAIL", "RCPT" -> say("250 mx.example.com");
            case "DATA" -> {
                inMessage = true;
                say("354 go on");
            }
            case "QUIT" -> say("221 bye");
            default -> {
                return false;
            }
        }
        return true;
    }

    private void say(String reply) throws IOException {
        toClient.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        toClient.flush();
    }

    @Override
    public void close() {
        process.destroyForcibly()
                .onExit()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
