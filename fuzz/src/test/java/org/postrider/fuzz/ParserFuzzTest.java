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
        assertThat(lines(again)).isEqualTo(lines(read));
        // A view that is no text and stands alone, an image for instance, comes back as an attachment.
        assertThat(parts(again)).isEqualTo(parts(read));
    }

    /** The body without the line breaks at its end, of which a message that is text alone loses one (see MessageParser). */
    private static String lines(MailMessage message) {
        String body = message.getBody();
        int end = body.length();
        while (end > 0 && "\r\n".indexOf(body.charAt(end - 1)) >= 0) {
            end--;
        }
        return body.substring(0, end);
    }

    private static int parts(MailMessage message) {
        return message.getAlternateViews().size() + message.getAttachments().size();
    }
}
