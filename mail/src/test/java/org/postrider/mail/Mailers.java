package org.postrider.mail;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.testkit.SmtpTestServer;

/** What the tests of the mailer begin with. */
final class Mailers {
    private Mailers() {}

    /** A mailer in clear, for the test server on loopback. */
    static MailerBuilder plain(SmtpTestServer server) {
        return Mailer.builder(SmtpOptions.builder(server.getHost())
                .port(server.getPort())
                .tls(TlsOptions.of(TlsMode.NONE))
                .build());
    }

    static TlsOptions trusting(SmtpTestServer server, TlsMode mode) {
        return TlsOptions.of(mode).withContext(server.getCertificateAuthority().sslContext());
    }

    /** The failure of a send, which has one. */
    static DeliveryException failure(CompletableFuture<SendResult> sent) {
        return failure(sent::join);
    }

    static DeliveryException failure(Callable<?> call) {
        try {
            throw new AssertionError("there was no failure: " + call.call());
        } catch (DeliveryException e) {
            return e;
        } catch (CompletionException e) {
            return (DeliveryException) e.getCause();
        } catch (Exception e) {
            throw new AssertionError("another failure", e);
        }
    }
}
