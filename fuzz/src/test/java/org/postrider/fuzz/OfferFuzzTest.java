package org.postrider.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.smtp.internal.session.Action;
import org.postrider.smtp.internal.session.Transaction;

/** Whatever a server offers in answer to EHLO, a message is said in whole commands, or refused with a reason. */
class OfferFuzzTest {
    private static final Envelope TO_ONE = Envelope.of("ann@example.com", List.of("bob@example.com"));
    private static final SmtpOptions PLAIN = SmtpOptions.builder("mx.example.com")
            .tls(TlsOptions.of(TlsMode.NONE))
            .build();

    @FuzzTest(maxDuration = "20s")
    void whateverIsOfferedCommandsAreWhole(byte[] input) {
        String[] lines = lines(input);
        Server server = new Server(PLAIN, false, "secret");
        assertThat(server.answer(250, lines)).isEqualTo(Action.Signal.READY);
        Action action = server.session().submit(new Transaction(TO_ONE, new Letter(), true));
        if (action instanceof Action.Deliver refused) {
            assertThat(refused.failure()).isNotNull();
            return;
        }
        ByteBuffer out = ByteBuffer.allocate(65_536);
        assertThat(server.session().nextOutput(out)).isTrue();
        String said = StandardCharsets.ISO_8859_1.decode(out.flip()).toString();
        assertThat(said).startsWith("MAIL FROM:<ann@example.com>");
        Server.requireCommands(said);
    }

    /** As a parser would have them: the greeting, and then the offers. */
    private static String[] lines(byte[] input) {
        String[] offers = Wire.text(input).split("[\r\n]+", 200);
        String[] lines = new String[offers.length + 1];
        lines[0] = "mx.example.com";
        System.arraycopy(offers, 0, lines, 1, offers.length);
        assertThat(Arrays.asList(lines)).doesNotContainNull();
        return lines;
    }
}
