package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.SmtpListener;

/** A listener hears of everything, in order, whatever it did before. */
class EventsTest {
    private final List<String> heard = new ArrayList<>();
    private final SmtpListener listener = new SmtpListener() {
        @Override
        public void command(String line) {
            heard.add(line);
            if (line.equals("MAIL")) {
                throw new AssertionError("a listener that throws, as the test wants it");
            }
        }
    };

    @Test
    void listenerThatThrewAnErrorHearsTheRest() {
        SmtpListener events = Events.ofMessage(listener, Runnable::run);
        for (String line : new String[] {"EHLO", "MAIL", "RCPT"}) {
            events.command(line);
        }
        assertThat(heard).containsExactly("EHLO", "MAIL", "RCPT");
    }

    @Test
    void whatNoThreadWasToBeHadForIsHeardWithTheNext() {
        boolean[] exhausted = {true};
        SmtpListener events = Events.ofMessage(listener, task -> {
            if (exhausted[0]) {
                throw new OutOfMemoryError("unable to create native thread, as the test wants it");
            }
            task.run();
        });
        events.command("EHLO");
        assertThat(heard).isEmpty();
        exhausted[0] = false;
        events.command("RCPT");
        assertThat(heard).containsExactly("EHLO", "RCPT");
    }
}
