package org.postrider.benchmarks.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.internal.session.ReplyParser;

/** Parsing what a server says of one message, and what it offers. Run it with {@code -prof gc} for the garbage. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplyBenchmark {
    private static final ByteBuffer MESSAGE = octets(
            "250 2.1.0 Ok",
            "250 2.1.5 Ok",
            "354 End data with <CR><LF>.<CR><LF>",
            "250 2.0.0 Ok: queued as 4bTq1C2Fz3z9sX1");
    private static final ByteBuffer OFFER = octets(
            "250-mx.example.com",
            "250-PIPELINING",
            "250-SIZE 52428800",
            "250-STARTTLS",
            "250-AUTH PLAIN LOGIN SCRAM-SHA-256",
            "250-ENHANCEDSTATUSCODES",
            "250-8BITMIME",
            "250-DSN",
            "250-SMTPUTF8",
            "250 CHUNKING");

    private final ReplyParser parser = new ReplyParser();

    /** Makes the benchmark. */
    public ReplyBenchmark() {}

    private static ByteBuffer octets(String... lines) {
        return ByteBuffer.wrap((String.join("\r\n", lines) + "\r\n").getBytes(US_ASCII));
    }

    /**
     * Parses the four replies to a message.
     *
     * @param hole takes the replies
     * @return how many there were
     * @throws ReplyParser.MalformedReplyException never
     */
    @Benchmark
    public int message(Blackhole hole) throws ReplyParser.MalformedReplyException {
        return parse(MESSAGE, hole);
    }

    /**
     * Parses a reply to EHLO.
     *
     * @param hole takes the reply
     * @return 1
     * @throws ReplyParser.MalformedReplyException never
     */
    @Benchmark
    public int offer(Blackhole hole) throws ReplyParser.MalformedReplyException {
        return parse(OFFER, hole);
    }

    private int parse(ByteBuffer octets, Blackhole hole) throws ReplyParser.MalformedReplyException {
        octets.rewind();
        int count = 0;
        for (SmtpReply reply = parser.parse(octets); reply != null; reply = parser.parse(octets)) {
            hole.consume(reply);
            count++;
        }
        return count;
    }
}
