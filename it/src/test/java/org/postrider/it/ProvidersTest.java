package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.SmtpProvider;
import org.postrider.smtp.TlsMode;

/** The table of providers is the code's. */
class ProvidersTest {
    @Test
    void tableIsWhatTheCodeSays() throws IOException {
        Stream<String> known = SmtpProvider.all().stream().map(provider -> row("`" + provider.name() + "`", provider));
        String ses = row("`SmtpProvider.amazonSes(\"eu-west-1\")`", SmtpProvider.amazonSes("eu-west-1"));
        List<String> rows = Files.readAllLines(Repository.file("docs/PROVIDERS.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Stream.concat(known, Stream.of(ses)).toList());
    }

    private static String row(String name, SmtpProvider provider) {
        String tls = provider.tls() == TlsMode.IMPLICIT ? "from the first byte" : "STARTTLS";
        return "| " + name + " | `" + provider.host() + ":" + provider.port() + "` | " + tls + " | " + provider.login()
                + " |";
    }
}
