package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What happens between a send's being accepted and its start, where no caller of the client can hold it. */
class ClientStateTest {
    private final SmtpTestServer server = SmtpTestServer.start();
    private final ClientState state = new ClientState();

    @BeforeEach
    void pointToServer() {
        state.change(settings -> {
            settings.host = server.getHost();
            settings.port = server.getPort();
        });
    }

    @AfterEach
    void close() {
        state.close();
        server.close();
    }

    @Test
    void cancelThatComesBeforeTheStartIsHeard() throws Exception {
        server.script().on(Step.GREETING, Behaviour.silence());
        Outgoing outgoing = state.begin(message(), Mailing::of);
        assertThat(state.running()).isSameAs(outgoing);
        outgoing.abort();
        Ending ending = outgoing.start().get(20, TimeUnit.SECONDS);
        assertThat(ending.cancelled()).isTrue();
        assertThat(ending.inDoubt()).isFalse();
    }

    @Test
    void whatCannotBeStartedIsNoSendInProgress() {
        OutOfMemoryError noThread = new OutOfMemoryError("unable to create native thread");
        MessageContent content = (MessageContent) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MessageContent.class}, (proxy, method, args) -> {
                    throw noThread;
                });
        Envelope envelope = Envelope.of("ann@example.com", List.of("bob@example.com"));
        Outgoing outgoing = state.begin(message(), m -> new Mailing(envelope, content, false, 0));
        assertThatThrownBy(() -> state.start(outgoing, ending -> {})).isSameAs(noThread);
        assertThat(state.running()).isNull();
    }

    @Test
    void sendThatAClosingClientHadAcceptedReachesNobody() {
        Outgoing awaited = state.begin(message(), Mailing::of);
        state.end(awaited);
        Outgoing started = state.begin(message(), Mailing::of);
        state.close();
        assertThat(List.<ThrowingCallable>of(awaited::send, started::start))
                .allSatisfy(begin -> assertThatThrownBy(begin)
                        .isInstanceOf(ObjectDisposedException.class)
                        .hasMessageContaining("SmtpClient"));
        server.awaitNoConnections(SOON);
        assertThat(server.getSessions()).isEmpty();
    }

    @Test
    void endOfAnOlderSendDoesNotFreeTheClient() {
        Outgoing first = state.begin(message(), Mailing::of);
        state.end(first);
        Outgoing second = state.begin(message(), Mailing::of);
        state.end(first);
        assertThat(state.running()).isSameAs(second);
        state.end(second);
        assertThat(state.running()).isNull();
    }
}
