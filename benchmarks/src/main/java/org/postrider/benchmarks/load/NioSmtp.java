package org.postrider.benchmarks.load;

import com.hubspot.smtp.client.SmtpClientResponse;
import com.hubspot.smtp.client.SmtpSession;
import com.hubspot.smtp.client.SmtpSessionConfig;
import com.hubspot.smtp.client.SmtpSessionFactory;
import com.hubspot.smtp.client.SmtpSessionFactoryConfig;
import com.hubspot.smtp.messages.MessageContent;
import com.hubspot.smtp.messages.MessageContentEncoding;
import io.netty.buffer.Unpooled;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.smtp.SmtpRequests;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.postrider.benchmarks.FloorComposer;
import org.postrider.benchmarks.Payload;

/** HubSpot's NioSmtpClient: a session for each lane. It composes nothing, so it sends the same ready bytes again and again. */
final class NioSmtp implements LoadClient.Async {
    private static final int THREADS = 2;

    private final byte[] message;
    private final SmtpSession[] sessions;

    @SuppressWarnings("deprecation") // It knows Netty's older event loops only.
    private final NioEventLoopGroup group = new NioEventLoopGroup(THREADS);

    NioSmtp(Target target) throws Exception {
        message = compose(target.payload());
        SmtpSessionFactory factory = new SmtpSessionFactory(SmtpSessionFactoryConfig.builder()
                .executor(Runnable::run)
                .eventLoopGroup(group)
                .channelClass(NioSocketChannel.class)
                .sslEngineSupplier(NioSmtp::engine)
                .build());
        sessions = new SmtpSession[target.lanes()];
        for (int i = 0; i < sessions.length; i++) {
            sessions[i] = session(factory, target);
        }
    }

    private static byte[] compose(Payload payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new FloorComposer().compose(payload, 0, bytes);
        return bytes.toByteArray();
    }

    private static SSLEngine engine() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            return engine;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static SmtpSession session(SmtpSessionFactory factory, Target target)
            throws InterruptedException, ExecutionException {
        InetSocketAddress address = new InetSocketAddress(Target.HOST, target.port());
        SmtpSession session = factory.connect(
                        SmtpSessionConfig.builder().remoteAddress(address).build())
                .get()
                .getSession();
        session.send(SmtpRequests.ehlo(Target.CLIENT_DOMAIN)).get();
        if (target.authority() != null) {
            session.startTls().get(); // It says EHLO again by itself.
        }
        return session;
    }

    @Override
    public CompletionStage<?> send(int lane, long number) {
        MessageContent content = MessageContent.of(Unpooled.wrappedBuffer(message), MessageContentEncoding.SEVEN_BIT);
        return sessions[lane].send(Payload.FROM, Payload.TO, content).thenApply(NioSmtp::requireTaken);
    }

    /** It leaves it to its user to look at the replies. */
    private static SmtpClientResponse requireTaken(SmtpClientResponse response) {
        if (response.containsError()) {
            throw new IllegalStateException("refused: " + response);
        }
        return response;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The process ends next.
    public void close() {
        for (SmtpSession session : sessions) {
            session.close();
        }
        group.shutdownGracefully();
    }
}
