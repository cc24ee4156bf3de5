package org.postrider.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.postrider.benchmarks.Payload;
import org.postrider.mail.Attachment;
import org.postrider.mail.MailMessage;
import org.postrider.mail.Mailer;
import org.postrider.smtp.SendResult;

/**
 * Sends large attachments over many connections at once, from streams, to see how little memory it takes: run it with a heap that holds none of them.
 * It prints how many messages were taken and the most memory that the process ever held, in kilobytes.
 */
public final class LargeMain {
    private LargeMain() {}

    /**
     * Sends one message over each connection.
     *
     * @param args the sink's port, how many connections, and how many octets each attachment has
     * @throws IOException if nobody tells how much memory there was
     */
    public static void main(String[] args) throws IOException {
        int connections = Integer.parseInt(args[1]);
        long size = Long.parseLong(args[2]);
        Target target = new Target(Integer.parseInt(args[0]), connections, Payload.TEXT1K, null);
        try (Mailer mailer = Mailer.builder(PostriderAsync.options(target))
                .pool(PostriderAsync.limits(target))
                .build()) {
            List<CompletableFuture<SendResult>> sending = IntStream.range(0, connections)
                    .mapToObj(i -> mailer.send(message(size)))
                    .toList();
            sending.forEach(CompletableFuture::join);
            System.out.println(sending.size() + " " + Gauges.peakKilobytes());
        }
    }

    private static MailMessage message(long size) {
        MailMessage message = new MailMessage(Payload.FROM, Payload.TO, "Large", "See the attachment.");
        message.getAttachments().add(new Attachment(() -> new Noise(size), "data.bin", "application/octet-stream"));
        return message;
    }

    /** Octets that no encoding can shorten, made as they are read. */
    private static final class Noise extends InputStream {
        private long left;
        private int state = 42;

        Noise(long size) {
            left = size;
        }

        @Override
        public int read() {
            if (left == 0) {
                return -1;
            }
            left--;
            state = state * 1_103_515_245 + 12_345;
            return state >>> 24;
        }

        @Override
        public int read(byte[] octets, int start, int length) {
            int count = (int) Math.min(length, left);
            for (int i = 0; i < count; i++) {
                octets[start + i] = (byte) (read() & 0xFF);
            }
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
