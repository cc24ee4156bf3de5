package org.postrider.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.internal.sasl.ChannelBindings;
import org.postrider.smtp.internal.session.Action;
import org.postrider.smtp.internal.session.Session;

/** The other side of a conversation that has no network: answers what it likes, and looks at what it is told. */
final class Server {
    /** RFC 4954, section 4, with the line's end. */
    private static final int LONGEST_COMMAND = 12_288 + 2;

    private final Session session;

    /** Begins a conversation, and greets. */
    Server(SmtpOptions options, boolean secured, String secret) {
        session = new Session(() -> options, listener(secret), new ChannelBindings(() -> null));
        session.start("client.example.com", secured);
        answer(220, "hello");
    }

    private static SmtpListener listener(String secret) {
        return new SmtpListener() {
            @Override
            public void command(String line) {
                assertThat(line).doesNotContain(secret);
            }
        };
    }

    Session session() {
        return session;
    }

    boolean isAwaited() {
        return session.awaited() != null;
    }

    /** Answers what was said last; gives what the session wants, after all that takes time. */
    Action answer(int code, String... lines) {
        Action action = session.received(new SmtpReply(code, List.of(lines)));
        while (action instanceof Action.Await<?> wait) {
            action = go(wait);
        }
        requireCommands(said());
        return action;
    }

    private static <T> Action go(Action.Await<T> wait) {
        CompletableFuture<T> future = wait.work().apply(Runnable::run);
        assertThat(future).isDone();
        @Nullable Throwable error = null;
        try {
            return wait.then().proceed(future.join(), null);
        } catch (CompletionException e) {
            error = e.getCause();
        } catch (CancellationException e) {
            error = e;
        }
        return wait.then().proceed(null, error);
    }

    /** Gives what the session says now. */
    private String said() {
        ByteBuffer out = ByteBuffer.allocate(4 * LONGEST_COMMAND);
        session.nextOutput(out);
        return StandardCharsets.ISO_8859_1.decode(out.flip()).toString();
    }

    /** Whole lines, and nothing in them that another server could take for a line's end. */
    static void requireCommands(String said) {
        assertThat(said.isEmpty() || said.endsWith("\r\n")).isTrue();
        for (String line : said.split("\r\n", -1)) {
            assertThat(line.length()).isLessThanOrEqualTo(LONGEST_COMMAND);
            assertThat(line).doesNotContain("\r", "\n", "\0");
        }
    }
}
