package org.postrider.benchmarks.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.postrider.benchmarks.Payload;
import org.postrider.benchmarks.PostriderComposer;
import org.postrider.mail.MailMessageContent;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.smtp.internal.sasl.ChannelBindings;
import org.postrider.smtp.internal.session.Session;
import org.postrider.smtp.internal.session.Transaction;

/** The conversation about one message with a server that has PIPELINING, from its envelope to the server's word, without its content. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SessionBenchmark {
    private static final SmtpReply OK = SmtpReply.of(250, "2.1.0 Ok");
    private static final SmtpReply GO_AHEAD = SmtpReply.of(354, "End data with <CR><LF>.<CR><LF>");
    private static final Envelope ENVELOPE = Envelope.of(Payload.FROM, List.of(Payload.TO));
    private static final SmtpOptions OPTIONS = SmtpOptions.builder("mx.example.com")
            .tls(TlsOptions.of(TlsMode.NONE))
            .build();

    private final ByteBuffer output = ByteBuffer.allocate(4096);
    private final MessageContent content = MailMessageContent.of(PostriderComposer.message(Payload.TEXT1K, 1));
    private final Session session = new Session(() -> OPTIONS, SmtpListener.NONE, new ChannelBindings(() -> null));

    /** Makes the benchmark. */
    public SessionBenchmark() {}

    /** Goes as far as the server's offer. */
    @Setup
    public void open() {
        session.start("bench.example.org", false);
        session.received(SmtpReply.of(220, "mx.example.com"));
        session.nextOutput(output.clear());
        session.received(new SmtpReply(250, List.of("mx.example.com", "PIPELINING", "8BITMIME", "SIZE 10000000")));
    }

    /**
     * Carries a message through.
     *
     * @return what the session wants done at the end: the delivery
     */
    @Benchmark
    public Object message() {
        session.submit(new Transaction(ENVELOPE, content, true));
        session.nextOutput(output.clear());
        session.received(OK);
        session.received(OK);
        session.received(GO_AHEAD);
        if (session.contentDue() == null) {
            throw new IllegalStateException("the content is due after 354");
        }
        session.endOfContent();
        return session.received(OK);
    }
}
