package org.postrider.smtp.internal.dns;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A name server on loopback (RFC 1035) that knows SRV records and nothing else: what it isn't told of doesn't exist. */
public final class NameServer implements Closeable {
    /** What it says of a question instead of an answer. */
    private enum Trouble {
        NONE,
        SILENCE,
        FAILURE
    }

    private static final int SRV = 33;
    private static final int NO_SUCH_NAME = 3;
    private static final int SERVER_FAILURE = 2;

    private final DatagramSocket socket;
    private final Map<String, List<ServiceRecord>> zone = new ConcurrentHashMap<>();
    private final Queue<String> questions = new ConcurrentLinkedQueue<>();
    private volatile Trouble trouble = Trouble.NONE;

    public NameServer() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        Thread thread = new Thread(this::serve, "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Gives what asks this server. */
    public ServiceRecords records() {
        return new NamingRecords("dns://127.0.0.1:" + socket.getLocalPort());
    }

    public NameServer knows(String name, ServiceRecord... records) {
        zone.put(name, List.of(records));
        return this;
    }

    /** Makes it hear and say nothing. */
    public NameServer silent() {
        trouble = Trouble.SILENCE;
        return this;
    }

    /** Makes it say that it can't help. */
    public NameServer failing() {
        trouble = Trouble.FAILURE;
        return this;
    }

    /** Gives the names that were asked for. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        try {
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                socket.receive(packet);
                byte[] reply = reply(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                if (trouble != Trouble.SILENCE) {
                    socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            }
        } catch (SocketException expected) {
            questions.add("closed");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] reply(ByteBuffer query) throws IOException {
        int id = query.getShort(0);
        query.position(12);
        String name = readName(query).toLowerCase(Locale.ROOT);
        int type = query.getShort();
        questions.add(name);
        List<ServiceRecord> found = type == SRV ? zone.getOrDefault(name, List.of()) : List.of();
        int code = trouble == Trouble.FAILURE ? SERVER_FAILURE : zone.containsKey(name) ? 0 : NO_SUCH_NAME;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int word : new int[] {id, 0x8180 | code, 1, code == 0 ? found.size() : 0, 0, 0}) {
            out.writeShort(word);
        }
        writeName(out, name);
        out.writeShort(type);
        out.writeShort(1);
        for (ServiceRecord record : code == 0 ? found : List.<ServiceRecord>of()) {
            write(out, name, record);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String name, ServiceRecord record) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        writeName(new DataOutputStream(target), record.target());
        writeName(out, name);
        out.writeShort(SRV);
        out.writeShort(1);
        out.writeInt(60);
        out.writeShort(6 + target.size());
        out.writeShort(record.priority());
        out.writeShort(record.weight());
        out.writeShort(record.port());
        target.writeTo(out);
    }

    private static String readName(ByteBuffer in) {
        StringBuilder name = new StringBuilder();
        for (int length = in.get(); length != 0; length = in.get()) {
            byte[] label = new byte[length];
            in.get(label);
            name.append(name.length() == 0 ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
        }
        return name.toString();
    }

    private static void writeName(DataOutputStream out, String name) throws IOException {
        for (String label : name.split("\\.")) {
            byte[] octets = label.getBytes(StandardCharsets.ISO_8859_1);
            out.writeByte(octets.length);
            out.write(octets);
        }
        out.writeByte(0);
    }
}
