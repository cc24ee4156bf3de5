package org.postrider.smtp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postrider.smtp.ProxyOptions.Kind;

/** A proxy of its own making, so that a mistake of the client's can't hide: it speaks one kind, or says what it is given. */
final class TestProxy implements AutoCloseable {
    private interface Talk {
        void with(Socket client) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch connected = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);

    private TestProxy() throws IOException {}

    /** Connects to a server, whatever name it is asked for, if the login is right. */
    static TestProxy to(InetSocketAddress server, Kind kind, PasswordCredential login) throws IOException {
        TestProxy proxy = new TestProxy();
        proxy.serve(client -> {
            boolean granted = switch (kind) {
                case SOCKS5 -> proxy.socks5(client, login);
                case SOCKS4A -> proxy.socks4a(client, login);
                case HTTP_CONNECT -> proxy.http(client, login);
            };
            if (granted) {
                proxy.join(client, server);
            }
        });
        return proxy;
    }

    /** Says something, whatever it hears, and hangs up. */
    static TestProxy saying(byte[] octets) throws IOException {
        TestProxy proxy = new TestProxy();
        proxy.serve(client -> {
            client.getOutputStream().write(octets);
            client.shutdownOutput();
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
        return proxy;
    }

    static TestProxy silent() throws IOException {
        TestProxy proxy = new TestProxy();
        proxy.serve(client -> {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
            proxy.hungUp.countDown();
        });
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    List<String> asked() {
        return asked;
    }

    void awaitConnected() throws InterruptedException {
        if (!connected.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody came");
        }
    }

    void awaitHungUp() throws InterruptedException {
        if (!hungUp.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the client is still there");
        }
    }

    private void serve(Talk talk) {
        thread(() -> {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                open.add(client);
                connected.countDown();
                thread(() -> {
                    try (client) {
                        talk.with(client);
                    }
                });
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException expected) {
                // Closed by one of the two sides.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private boolean socks5(Socket client, PasswordCredential login) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        in.readByte();
        byte[] methods = in.readNBytes(in.readUnsignedByte());
        boolean mayLogIn = methods.length == 2 && methods[1] == 2;
        out.write(new byte[] {5, (byte) (login == null ? 0 : mayLogIn ? 2 : 0xFF)});
        if (login != null) {
            in.readByte();
            String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
            String password = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
            boolean right = login.equals(new PasswordCredential(user, password));
            out.write(new byte[] {1, (byte) (right ? 0 : 1)});
            if (!right) {
                return false;
            }
        }
        in.readNBytes(4);
        String host = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
        asked.add(host + ":" + in.readUnsignedShort());
        out.write(new byte[] {5, 0, 0, 3, 3, 'a', '.', 'b', 0, 25
        }); // A name, which is the longest way to say where from.
        return true;
    }

    private boolean socks4a(Socket client, PasswordCredential login) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.readNBytes(2);
        int port = in.readUnsignedShort();
        in.readNBytes(4);
        boolean right = text(in).equals(login == null ? "" : login.userName());
        asked.add(text(in) + ":" + port);
        client.getOutputStream().write(new byte[] {0, (byte) (right ? 90 : 93), 0, 0, 0, 0, 0, 0});
        return right;
    }

    private static String text(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c > 0; c = in.read()) {
            text.append((char) c);
        }
        return text.toString();
    }

    private boolean http(Socket client, PasswordCredential login) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) client.getInputStream().read());
        }
        asked.add(head.substring("CONNECT ".length(), head.indexOf(" HTTP/1.1")));
        String right = login == null
                ? ""
                : "Proxy-Authorization: Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (login.userName() + ":" + login.password()).getBytes(StandardCharsets.UTF_8))
                        + "\r\n";
        boolean granted = head.indexOf(right) >= 0;
        String reply = granted ? "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n" : "HTTP/1.1 407 No\r\n\r\n";
        client.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
        return granted;
    }

    private void join(Socket client, InetSocketAddress server) throws IOException {
        try (Socket upstream = new Socket(server.getAddress(), server.getPort())) {
            open.add(upstream);
            thread(() -> {
                client.getInputStream().transferTo(upstream.getOutputStream());
                upstream.shutdownOutput();
            });
            upstream.getInputStream().transferTo(client.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
