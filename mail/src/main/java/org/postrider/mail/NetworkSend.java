package org.postrider.mail;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.SendFuture;
import org.postrider.smtp.SmtpSender;
import org.postrider.sockets.ObjectDisposedException;

/** A send to a server. */
final class NetworkSend extends Outgoing {
    private final SmtpSender sender;
    private final Envelope envelope;
    private final MessageContent content;
    private final Duration timeout;
    private final SmtpDeliveryFormat format;
    private volatile @Nullable SendFuture future;
    private volatile boolean aborted;

    NetworkSend(SmtpSender sender, Mailing mailing, ClientSettings settings) {
        super(settings);
        this.sender = sender;
        this.envelope = mailing.envelope();
        this.content = mailing.content();
        this.timeout = Duration.ofMillis(settings.timeout);
        this.format = settings.deliveryFormat;
    }

    @Override
    void await() {
        format.require(envelope, content);
        SmtpException failure;
        try {
            failure = Failures.of(sender.send(envelope, content, timeout));
        } catch (DeliveryException e) {
            failure = Failures.of(e);
        } catch (ObjectDisposedException e) {
            throw closed();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Whoever wanted to end it before there was a future is heard now. */
    @Override
    CompletableFuture<Ending> start() {
        try {
            format.require(envelope, content);
        } catch (SmtpException unfit) {
            return CompletableFuture.completedFuture(Ending.failed(unfit));
        }
        SendFuture started = begin();
        future = started;
        if (aborted) {
            started.abort();
        }
        return started.handle(Ending::of);
    }

    private SendFuture begin() {
        try {
            return sender.sendAsync(envelope, content);
        } catch (ObjectDisposedException e) {
            throw closed();
        }
    }

    /** The client was closed since it accepted the message; of the sender behind it nobody knows. */
    private static ObjectDisposedException closed() {
        return new ObjectDisposedException("SmtpClient");
    }

    /** {@inheritDoc} One that is waited for is ended by its sender's close. */
    @Override
    void abort() {
        aborted = true;
        SendFuture started = future;
        if (started != null) {
            started.abort();
        }
    }
}
