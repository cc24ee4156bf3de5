package org.postrider.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.postrider.benchmarks.Payload;
import org.postrider.benchmarks.PostriderComposer;
import org.postrider.mail.MailMessage;
import org.postrider.mail.Mailer;

/** Ours as programs use it that send a lot. */
final class PostriderMailer implements LoadClient.Async {
    private final Payload payload;
    private final Mailer mailer;

    PostriderMailer(Target target) throws IOException {
        payload = target.payload();
        mailer = Mailer.builder(PostriderAsync.options(target))
                .pool(PostriderAsync.limits(target))
                .build();
    }

    @Override
    public CompletionStage<?> send(int lane, long number) {
        try (MailMessage message = PostriderComposer.message(payload, number)) {
            return mailer.send(message);
        }
    }

    @Override
    public void close() {
        mailer.close();
    }
}
