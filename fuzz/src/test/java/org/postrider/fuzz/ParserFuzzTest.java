package org.postrider.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
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
        if (read.getFrom() == null) {
            return;
        }
        MailMessage again = Wire.readBack(read);
        assertThat(again.getSubject()).isEqualTo(read.getSubject());
        assertThat(again.getFrom()).isEqualTo(read.getFrom());
        assertThat(again.getTo()).isEqualTo(read.getTo());
        assertThat(again.getBody()).isEqualTo(read.getBody());
        assertThat(again.getAlternateViews()).hasSameSizeAs(read.getAlternateViews());
        assertThat(again.getAttachments()).hasSameSizeAs(read.getAttachments());
    }
}
