package org.postrider.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.postrider.mail.AlternateView;
import org.postrider.mail.Attachment;
import org.postrider.mail.MailMessage;
import org.postrider.mime.MediaTypeNames;

/** Ours. */
final class PostriderComposer implements Composer {
    @Override
    public void compose(Payload payload, long number, OutputStream output) throws IOException {
        try (MailMessage message = new MailMessage(Payload.FROM, Payload.TO, payload.subject(number), payload.text())) {
            if (payload.html() != null) {
                message.getAlternateViews()
                        .add(AlternateView.createAlternateViewFromString(
                                payload.html(), null, MediaTypeNames.Text.HTML));
            }
            if (payload.attachment() != null) {
                message.getAttachments()
                        .add(new Attachment(
                                new ByteArrayInputStream(payload.attachment()), Payload.FILE_NAME, Payload.FILE_TYPE));
            }
            message.writeTo(output);
        }
    }
}
