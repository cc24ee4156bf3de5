package org.postrider.benchmarks.load;

import org.postrider.benchmarks.Payload;
import org.postrider.benchmarks.SimpleJavaMailComposer;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.mailer.MailerBuilder;

/** Simple Java Mail with its batch module: its own pool has as many connections as there are lanes. */
final class SimpleJavaMail implements LoadClient.Blocking {
    private final Payload payload;
    private final Mailer mailer;

    SimpleJavaMail(Target target) {
        payload = target.payload();
        boolean clear = target.authority() == null;
        mailer = MailerBuilder.withSMTPServer(Target.HOST, target.port())
                .withTransportStrategy(clear ? TransportStrategy.SMTP : TransportStrategy.SMTP_TLS)
                .withProperty("mail.smtp.localhost", Target.CLIENT_DOMAIN)
                .trustingAllHosts(true)
                .verifyingServerIdentity(false)
                .withConnectionPoolCoreSize(target.lanes())
                .withConnectionPoolMaxSize(target.lanes())
                .withConnectionPoolClaimTimeoutMillis(60_000)
                .buildMailer();
    }

    @Override
    public void send(int lane, long number) {
        mailer.sendMail(SimpleJavaMailComposer.email(payload, number), false).join();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The process ends next.
    public void close() {
        mailer.shutdownConnectionPool();
    }
}
