package org.postrider.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A program for a Java of its own, with little memory: writes a message with a file in it and tells how many octets that took. */
final class LargeAttachment {
    private LargeAttachment() {}

    public static void main(String[] arguments) throws IOException {
        Counter counter = new Counter();
        try (MailMessage message = new MailMessage("ann@example.com", "bob@example.com", "Large", "See there.")) {
            message.getAttachments().add(new Attachment(Path.of(arguments[0])));
            message.writeTo(counter);
        }
        System.out.print(counter.count);
    }

    private static final class Counter extends OutputStream {
        private long count;

        @Override
        public void write(int octet) {
            count++;
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            count += length;
        }
    }
}
