package org.postrider.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Date;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.field.ParseException;
import org.apache.james.mime4j.message.BodyPartBuilder;
import org.apache.james.mime4j.message.DefaultMessageWriter;
import org.apache.james.mime4j.message.MultipartBuilder;
import org.jspecify.annotations.Nullable;

/** Apache James mime4j, by its builders. */
final class Mime4jComposer implements Composer {
    @Override
    public void compose(Payload payload, long number, OutputStream output) throws IOException, ParseException {
        Message.Builder message = Message.Builder.of()
                .setFrom(Payload.FROM)
                .setTo(Payload.TO)
                .setSubject(payload.subject(number))
                .setDate(new Date())
                .generateMessageId("example.org");
        BodyPartBuilder second = second(payload);
        if (second == null) {
            message.setBody(payload.text(), UTF_8).setContentTransferEncoding("quoted-printable");
        } else {
            message.setBody(MultipartBuilder.create(payload.html() == null ? "mixed" : "alternative")
                    .addTextPart(payload.text(), UTF_8)
                    .addBodyPart(second.build())
                    .build());
        }
        new DefaultMessageWriter().writeMessage(message.build(), output);
    }

    private static @Nullable BodyPartBuilder second(Payload payload) throws IOException {
        if (payload.html() != null) {
            return BodyPartBuilder.create()
                    .setBody(payload.html(), "html", UTF_8)
                    .setContentTransferEncoding("quoted-printable");
        }
        if (payload.attachment() != null) {
            return BodyPartBuilder.create()
                    .setBody(payload.attachment(), Payload.FILE_TYPE)
                    .setContentTransferEncoding("base64")
                    .setContentDisposition("attachment", Payload.FILE_NAME);
        }
        return null;
    }
}
