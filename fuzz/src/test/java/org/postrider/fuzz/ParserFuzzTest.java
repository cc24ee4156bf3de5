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
        assertThat(again.getBody()).isEqualTo(read.getBody());
        assertThat(again.isBodyFlowed()).isEqualTo(read.isBodyFlowed());
        assertThat(again.getAlternateViews()).hasSameSizeAs(read.getAlternateViews());
        assertThat(again.getAttachments()).hasSameSizeAs(read.getAttachments());
    }
}
