package org.postrider.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.smtp.internal.sasl.ChannelBindings;
import org.postrider.smtp.internal.session.Action.Signal;

/** A conversation of which the test plays the server: what it hears from the session, and what it answers. */
abstract class SessionFixture {
    static final Envelope TO_TWO = Envelope.of("ann@example.com", List.of("bob@example.com", "cid@example.com"));
    static final PasswordCredential ANN = new PasswordCredential("ann", "secret");

    final List<String> shown = new ArrayList<>();
    SmtpOptions options = options(TlsMode.NONE).build();
    Session session = session();

    static SmtpOptions.Builder options(TlsMode mode) {
        return SmtpOptions.builder("mx.example.com").tls(TlsOptions.of(mode));
    }

    void use(SmtpOptions.Builder builder) {
        options = builder.build();
        session = session();
    }

    Session session() {
        return new Session(
                () -> options,
                new SmtpListener() {
                    @Override
                    public void command(String line) {
                        shown.add(line);
                    }
                },
                new ChannelBindings(() -> null));
    }

    Action greeted(String... offers) {
        session.start("client.example.com", false);
        hear(220, "hello");
        said();
        String[] lines = new String[offers.length + 1];
        lines[0] = "mx.example.com";
        System.arraycopy(offers, 0, lines, 1, offers.length);
        return hear(250, lines);
    }

    void ready(String... offers) {
        assertThat(greeted(offers)).isEqualTo(Signal.READY);
    }

    void openTls(String... offers) {
        openTls(ANN, offers);
    }

    void openTls(PasswordCredential credential, String... offers) {
        use(options(TlsMode.IMPLICIT).credential(credential));
        session.start("client.example.com", true);
        hear(220, "hello");
        said();
        hear(250, "mx.example.com", offers[0]);
    }

    void submit(Envelope envelope) {
        submit(envelope, true);
    }

    void submit(Envelope envelope, boolean partialDelivery) {
        Transaction message = new Transaction(envelope, new Content(BodyType.SEVEN_BIT, -1), partialDelivery);
        assertThat(session.submit(message)).isEqualTo(Signal.CONTINUE);
    }

    /** Goes as far as DATA, one command at a time. */
    void enveloped() {
        submit(TO_TWO);
        for (int i = 0; i < 3; i++) {
            said();
            hear(250, "ok");
        }
        assertThat(said()).containsExactly("DATA");
    }

    /** Goes as far as the 354. */
    void sendingBody(int bob, int cid) {
        ready("PIPELINING");
        submit(TO_TWO);
        said();
        hear(250, "ok");
        hear(bob, "bob");
        hear(cid, "cid");
        assertThat(hear(354, "go on")).isEqualTo(Signal.CONTINUE);
        assertThat(said()).isEmpty();
    }

    void assertResetLeads() {
        submit(TO_TWO);
        assertThat(said()).startsWith("RSET");
    }

    void assertLacking(Envelope envelope, MessageContent content, String lack) {
        Failure failure = delivered(session.submit(new Transaction(envelope, content, true)));
        assertThat(failure.kind()).isEqualTo(FailureKind.NOT_SUPPORTED);
        assertThat(failure.text()).contains(lack);
        assertThat(said()).isEmpty();
    }

    /** Does what a session wants to have awaited, and gives what it wants then. */
    static Action awaited(Action action) {
        assertThat(action).isInstanceOf(Action.Await.class);
        return afterAll((Action.Await<?>) action);
    }

    private static <T> Action afterAll(Action.Await<T> await) {
        return await.then().proceed(await.work().apply(Runnable::run).join(), null);
    }

    static void assertClosed(Action action, FailureKind kind, DeliveryOutcome outcome) {
        assertThat(action).isInstanceOfSatisfying(Action.Close.class, close -> {
            Failure failure = close.failure();
            assertThat(failure).isNotNull();
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.outcome()).isEqualTo(outcome);
        });
    }

    static Failure delivered(Action action) {
        assertThat(action).isInstanceOf(Action.Deliver.class);
        Failure failure = ((Action.Deliver) action).failure();
        assertThat(failure).isNotNull();
        return failure;
    }

    Action hear(int code, String... lines) {
        return session.received(new SmtpReply(code, List.of(lines)));
    }

    List<String> said() {
        ByteBuffer out = ByteBuffer.allocate(32_768);
        session.nextOutput(out);
        return text(out).lines().toList();
    }

    static String text(ByteBuffer out) {
        return StandardCharsets.UTF_8.decode(out.flip()).toString();
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    record Content(BodyType leastBodyType, BodyType preferredBodyType, long octets) implements MessageContent {
        Content(BodyType bodyType, long octets) {
            this(bodyType, bodyType, octets);
        }

        @Override
        public boolean needsSmtpUtf8() {
            return false;
        }

        @Override
        public long size(BodyType bodyType) {
            return octets + bodyType.ordinal();
        }

        @Override
        public boolean mayBlock() {
            return false;
        }

        @Override
        public ReadableByteChannel open(BodyType bodyType) throws IOException {
            throw new IOException("a session never reads the message");
        }
    }
}
