package org.postrider.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.postrider.mail.AlternateView;
import org.postrider.mail.Attachment;
import org.postrider.mail.MailMessage;
import org.postrider.mime.MediaTypeNames;

/** Ours. */
public final class PostriderComposer implements Composer {
    @Override
    public void compose(Payload payload, long number, OutputStream output) throws IOException {
        try (MailMessage message = message(payload, number)) {
            message.writeTo(output);
        }
    }

    /** {@return the message of that number} */
    public static MailMessage message(Payload payload, long number) {
        MailMessage message = new MailMessage(Payload.FROM, Payload.TO, payload.subject(number), payload.text());
        String html = payload.html();
        if (html != null) {
            message.getAlternateViews()
                    .add(AlternateView.createAlternateViewFromString(html, null, MediaTypeNames.Text.HTML));
        }
        byte[] octets = payload.attachment();
        if (octets != null) {
            message.getAttachments()
                    .add(new Attachment(() -> new ByteArrayInputStream(octets), Payload.FILE_NAME, Payload.FILE_TYPE));
        }
        return message;
    }
}
