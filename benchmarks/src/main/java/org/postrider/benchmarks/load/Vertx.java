package org.postrider.benchmarks.load;

import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.concurrent.CompletionStage;
import org.postrider.benchmarks.Payload;
import org.postrider.benchmarks.VertxComposer;

/** Vert.x Mail: its own pool has as many connections as there are lanes. */
final class Vertx implements LoadClient.Async {
    private final Payload payload;
    private final io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
    private final MailClient client;

    Vertx(Target target) {
        payload = target.payload();
        MailConfig config = new MailConfig()
                .setHostname(Target.HOST)
                .setPort(target.port())
                .setOwnHostname(Target.CLIENT_DOMAIN)
                .setMaxPoolSize(target.lanes())
                .setKeepAlive(true)
                .setTrustAll(true)
                .setStarttls(target.authority() == null ? StartTLSOptions.DISABLED : StartTLSOptions.REQUIRED);
        config.setHostnameVerificationAlgorithm("");
        client = MailClient.create(vertx, config);
    }

    @Override
    public CompletionStage<?> send(int lane, long number) {
        return client.sendMail(VertxComposer.message(payload, number)).toCompletionStage();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The process ends next.
    public void close() {
        client.close();
        vertx.close();
    }
}
