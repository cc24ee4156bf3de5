package org.postrider.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.postrider.benchmarks.Payload;
import org.postrider.benchmarks.PostriderComposer;
import org.postrider.mail.MailEnvelope;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailMessageContent;
import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;

/** Ours by the engine's door: one sender, whose pool has as many connections as there are lanes. */
final class PostriderAsync implements LoadClient.Async {
    private final Payload payload;
    private final SmtpSender sender;

    PostriderAsync(Target target) throws IOException {
        payload = target.payload();
        sender = new SmtpSender(options(target), limits(target));
    }

    static SmtpOptions options(Target target) throws IOException {
        Path authority = target.authority();
        TlsOptions tls = authority == null
                ? TlsOptions.of(TlsMode.NONE)
                : TlsOptions.of(TlsMode.STARTTLS).withTrustedCertificates(authority);
        return SmtpOptions.builder(Target.HOST)
                .port(target.port())
                .clientDomain(Target.CLIENT_DOMAIN)
                .tls(tls)
                .build();
    }

    /** A connection for each lane, kept for good, as the peers keep theirs. */
    static PoolLimits limits(Target target) {
        return PoolLimits.DEFAULT
                .withMaxConnections(target.lanes())
                .withMaxIdle(target.lanes())
                .withMessagesPerConnection(Integer.MAX_VALUE);
    }

    @Override
    public CompletionStage<?> send(int lane, long number) {
        try (MailMessage message = PostriderComposer.message(payload, number)) {
            return sender.sendAsync(MailEnvelope.of(message), MailMessageContent.of(message));
        }
    }

    @Override
    public void close() {
        sender.close();
    }
}
