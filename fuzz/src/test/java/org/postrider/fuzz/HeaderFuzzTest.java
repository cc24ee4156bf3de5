package org.postrider.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.postrider.mail.MailMessage;

/** The value of a header field is refused, or arrives; it never becomes another field or a line that is too long. */
class HeaderFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatIsAcceptedArrives(byte[] input) {
        String value = Wire.text(input);
        MailMessage message = Wire.message();
        try {
            message.getHeaders().add("X-Fuzz", value);
            message.setSubject(value);
        } catch (IllegalArgumentException refused) {
            return;
        }
        MailMessage received = Wire.readBack(message);
        assertThat(received.getHeaders().get("X-Fuzz")).isEqualTo(value);
        assertThat(received.getSubject()).isEqualTo(message.getSubject());
        assertThat(received.getTo()).isEmpty();
    }
}
