package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What an operator reads, who has asked for more than is told by exceptions. */
class EngineLogTest {
    private static final Logger LOG = Logger.getLogger("org.postrider.smtp");

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void endOfAMessageIsLoggedForWhoLooksForMore(DoorWay door) {
        List<LogRecord> records = new CopyOnWriteArrayList<>();
        Handler handler = keeper(records);
        Level before = LOG.getLevel();
        LOG.addHandler(handler);
        LOG.setLevel(Level.FINE);
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            door.send(sender, TO_ONE, new TestContent());
            server.script().on(Step.MAIL, Reply.of(554, "5.7.1 not you"));
            door.fail(sender, TO_ONE, new TestContent());
            String name = sender.options().server();
            assertThat(records)
                    .filteredOn(record -> record.getMessage().startsWith(name + ": "))
                    .allSatisfy(record -> assertThat(record.getLevel()).isEqualTo(Level.FINE))
                    .extracting(record -> record.getMessage().substring(name.length() + 2))
                    .satisfiesExactly(
                            end -> assertThat(end).startsWith("ACCEPTED (250 "),
                            end -> assertThat(end)
                                    .startsWith("REFUSED, REFUSED: ")
                                    .contains("554 5.7.1 not you"));
        } finally {
            LOG.setLevel(before);
            LOG.removeHandler(handler);
        }
    }

    private static Handler keeper(List<LogRecord> records) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
