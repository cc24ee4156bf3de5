package org.postrider.benchmarks;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.mail.MailAttachment;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.mailencoder.MailEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The encoder of Vert.x Mail, which gives a string. */
public final class VertxComposer implements Composer {
    private final MailConfig config = new MailConfig();

    @Override
    public void compose(Payload payload, long number, OutputStream output) throws IOException {
        String encoded = new MailEncoder(message(payload, number), "bench.example.org", config).encode();
        output.write(encoded.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** {@return the message of that number} */
    public static MailMessage message(Payload payload, long number) {
        MailMessage message = new MailMessage()
                .setFrom(Payload.FROM)
                .setTo(Payload.TO)
                .setSubject(payload.subject(number))
                .setText(payload.text());
        if (payload.html() != null) {
            message.setHtml(payload.html());
        }
        if (payload.attachment() != null) {
            message.setAttachment(MailAttachment.create()
                    .setData(Buffer.buffer(payload.attachment()))
                    .setName(Payload.FILE_NAME)
                    .setContentType(Payload.FILE_TYPE)
                    .setDisposition("attachment"));
        }
        return message;
    }
}
