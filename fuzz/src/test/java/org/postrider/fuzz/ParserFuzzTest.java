package org.postrider.fuzz;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.postrider.mail.MailAddress;
import org.postrider.mail.MailMessage;
import org.postrider.mime.FormatException;

/** No message is so broken that it can't be read, or can't be sent on when it has an author. */
class ParserFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatIsReadCanBeSentOn(byte[] input) {
        MailMessage read;
        try {
            read = Wire.read(input);
        } catch (FormatException tooLarge) {
            return;
        }
        MailAddress from = read.getFrom();
        if (from == null) {
            return;
        }
        MailMessage again = Wire.readBack(read);
        assertThat(again.getSubject()).isEqualTo(read.getSubject());
        Wire.requireSame(List.of(requireNonNull(again.getFrom())), List.of(from));
        Wire.requireSame(again.getTo(), read.getTo());
        assertThat(body(again)).isEqualTo(body(read));
        assertThat(again.isBodyFlowed()).isEqualTo(read.isBodyFlowed());
        assertThat(again.getAlternateViews()).hasSameSizeAs(read.getAlternateViews());
        assertThat(again.getAttachments()).hasSameSizeAs(read.getAttachments());
    }

    /** The body, without the one line break at its end that a message which is text alone loses (see MessageParser). */
    private static String body(MailMessage message) {
        String body = message.getBody();
        boolean alone = message.getAlternateViews().isEmpty()
                && message.getAttachments().isEmpty();
        boolean broken = body.endsWith("\r\n") && !body.endsWith("\r\n\r\n");
        return alone && broken ? body.substring(0, body.length() - 2) : body;
    }
}
