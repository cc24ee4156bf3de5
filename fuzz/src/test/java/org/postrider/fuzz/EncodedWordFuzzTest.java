package org.postrider.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.postrider.mail.MailMessage;

/** Encoded-words, whole and broken: what was read of them is plain text that arrives unchanged when it is sent on. */
class EncodedWordFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatIsReadCanBeSentOn(byte[] input) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes("From: jane@example.org\r\nSubject: ".getBytes(StandardCharsets.US_ASCII));
        octets.writeBytes(input);
        MailMessage read = Wire.read(octets.toByteArray());
        assertThat(Wire.readBack(read).getSubject()).isEqualTo(read.getSubject());
    }
}
