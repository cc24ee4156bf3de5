package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.Logins.base64;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** The JDK's mechanisms log what they compute. The test server plays them, with its own users: so here it is a script that asks. */
@Execution(ExecutionMode.CONCURRENT)
class SecretLogTest {
    private static final Logger LOG = Logger.getLogger("javax.security.sasl");

    static Stream<Arguments> challenges() {
        return Stream.of(DoorWay.values())
                .flatMap(door -> Stream.of(
                        Arguments.of("DIGEST-MD5", "realm=\"x\",nonce=\"n\",charset=utf-8,algorithm=md5-sess", door),
                        Arguments.of("CRAM-MD5", "<1896.697170952@mail.example.com>", door)));
    }

    @ParameterizedTest
    @MethodSource("challenges")
    void nothingIsLoggedOfAPasswordAndWhatIsMadeOfIt(String mechanism, String challenge, DoorWay door) {
        PasswordCredential ann = new PasswordCredential("ann-of-" + mechanism + door, "logged-nowhere");
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler keeper = keeper(logged);
        LOG.addHandler(keeper);
        LOG.setLevel(Level.ALL);
        try (SmtpTestServer server = Logins.offering("PLAIN").start()) {
            server.script().on(Step.EHLO, Reply.of(250, "mx", "STARTTLS")).nth(1);
            server.script()
                    .on(Step.EHLO, Reply.of(250, "mx", "AUTH " + mechanism))
                    .nth(2);
            server.script().on(Step.AUTH, Reply.of(334, base64(challenge)));
            server.script().on(Step.OTHER, Reply.of(535, "5.7.8 no"));
            assertThat(Logins.fail(door, server, AuthOptions.of(ann)).reply())
                    .map(SmtpReply::code)
                    .contains(535);
        } finally {
            LOG.removeHandler(keeper);
        }
        assertThat(logged).noneMatch(line -> line.contains(ann.userName()) || line.contains(ann.password()));
    }

    private static Handler keeper(List<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(new SimpleFormatter().formatMessage(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
