package org.postrider.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.mime.FormatException;
import org.postrider.smtp.BodyType;

class EmlTest {
    @TempDir
    Path folder;

    @Test
    void plainFilesGoToAnyServer() throws IOException {
        Eml eml = eml("From: a@b\r\nSubject: x\r\n\r\n" + "y".repeat(998) + "\r\n");
        assertThat(eml.leastBodyType()).isEqualTo(BodyType.SEVEN_BIT);
        assertThat(eml.needsSmtpUtf8()).isFalse();
        assertThat(eml.mayBlock()).isTrue();
        assertThat(eml.size(BodyType.SEVEN_BIT)).isEqualTo(1025);
        for (int i = 0; i < 2; i++) {
            try (InputStream stream = Channels.newInputStream(eml.open(BodyType.SEVEN_BIT))) {
                assertThat(stream.readAllBytes()).hasSize(1025);
            }
        }
    }

    @Test
    void eightBitsInBodyOrHeaderAreFound() throws IOException {
        Eml body = eml("From: a@b\n\nä");
        assertThat(body.leastBodyType()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(body.needsSmtpUtf8()).isFalse();
        Eml header = eml("From: ä@b\n\nx");
        assertThat(header.leastBodyType()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(header.needsSmtpUtf8()).isTrue();
    }

    @Test
    void whatSmtpCannotCarryIsRefusedByItsLine() {
        assertThatThrownBy(() -> eml("From: a@b\r\n\r\nx\n" + "y".repeat(999)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("Line 4");
        assertThatThrownBy(() -> eml("From: a@b\r\r\u0000"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("Line 3");
        assertThatThrownBy(() -> Eml.of(folder.resolve("none.eml")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.eml");
    }

    @Test
    void aFileThatChangedIsNotSent() throws IOException {
        Eml eml = eml("From: a@b\r\n\r\nx");
        Files.writeString(folder.resolve("a.eml"), "From: a@b\r\n\r\nlonger");
        assertThatThrownBy(() -> eml.open(BodyType.SEVEN_BIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changed");
    }

    @Test
    void aWrittenMessageIsAReadyMadeOne() throws IOException {
        Path file = folder.resolve("b.eml");
        try (var output = Files.newOutputStream(file)) {
            new MailMessage("a@b", "c@d", "ä", "ö").writeTo(output);
        }
        assertThat(Eml.of(file).leastBodyType()).isEqualTo(BodyType.SEVEN_BIT);
    }

    private Eml eml(String text) throws IOException {
        return Eml.of(Files.write(folder.resolve("a.eml"), text.getBytes(UTF_8)));
    }
}
