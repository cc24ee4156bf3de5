package org.postrider.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.smtp.internal.session.Action;

/** Whatever a server asks in a login: it ends, in whole commands, shows the password to nobody, and a server that proves nothing is refused. */
class ChallengeFuzzTest {
    private static final String SECRET = "s3cr3t-pencil";

    /** Those in which the server has to prove that it knows the password. */
    private static final List<String> PROVING = List.of("SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "DIGEST-MD5");

    private static final List<String> MECHANISMS = List.of(
            "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "DIGEST-MD5", "CRAM-MD5", "LOGIN", "PLAIN", "NTLM");

    private static final SmtpOptions OPTIONS = SmtpOptions.builder("mx.example.com")
            .tls(TlsOptions.of(TlsMode.IMPLICIT))
            .credential(new PasswordCredential("ann", SECRET))
            .build();

    @FuzzTest(maxDuration = "20s")
    void loginEndsWhateverIsAsked(byte[] input) {
        String mechanism = MECHANISMS.get(input.length == 0 ? 0 : Math.floorMod(input[0], MECHANISMS.size()));
        Server server = new Server(OPTIONS, true, SECRET);
        Action action = server.answer(250, "mx.example.com", "AUTH " + mechanism);
        for (String challenge : challenges(input)) {
            if (action instanceof Action.Close) {
                return;
            }
            action = server.answer(334, challenge);
        }
        if (!(action instanceof Action.Close)) {
            action = server.answer(235, "welcome");
            assertThat(action instanceof Action.Close || !PROVING.contains(mechanism))
                    .isTrue();
        }
    }

    /** One a line; those that begin with a hash are sent as they are, all others in base64. */
    private static List<String> challenges(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        return text.substring(Math.min(1, text.length()))
                .lines()
                .map(line -> line.startsWith("#") ? line.substring(1) : encoded(line))
                .toList();
    }

    private static String encoded(String line) {
        return Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.ISO_8859_1));
    }
}
