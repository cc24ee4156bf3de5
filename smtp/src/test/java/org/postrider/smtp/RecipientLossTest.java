package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Script;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A message that goes in several transactions and breaks in the second one: its result tells who has it, and nobody else has. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class RecipientLossTest {
    private static final List<String> FIRST = addresses(0, 2);
    private static final List<String> SECOND = addresses(2, 4);
    private static final List<String> ALL = addresses(0, 5);
    private static final Envelope TO_FIVE = Envelope.of("ann@example.com", ALL);

    private static final List<Behaviour> FAULTS = List.of(
            Behaviour.close(),
            Behaviour.reset(),
            FaultTest.GARBAGE,
            FaultTest.GOODBYE,
            FaultTest.LATER,
            Reply.of(452, "4.3.1 full").then(Behaviour.close()));

    /** Where the second transaction breaks. */
    private enum Place {
        MAIL,
        FIRST_RECIPIENT,
        LAST_RECIPIENT,
        DATA,
        BODY,
        END_OF_DATA,
        LAST_ANSWER
    }

    /** How the message travels. */
    private record Way(DoorWay door, boolean told, boolean local, boolean chunked, Place place) {
        SmtpTestServer server() {
            SmtpTestServer.Builder builder = SmtpTestServer.builder();
            builder = local ? builder.lmtp() : builder;
            builder = chunked ? builder.with("CHUNKING") : builder;
            return told
                    ? builder.with("LIMITS RCPTMAX=2").start()
                    : builder.maxRecipients(2).start();
        }

        void fails(Script script, Behaviour fault) {
            switch (place) {
                case MAIL -> script.on(Step.MAIL, fault).nth(2);
                case FIRST_RECIPIENT -> failsAt("<to2@", script, fault);
                case LAST_RECIPIENT -> failsAt("<to3@", script, fault);
                case DATA -> script.on(chunked ? Step.BDAT : Step.DATA, fault).nth(chunked && local ? 3 : 2);
                case BODY ->
                    script.on(Step.BODY, fault == FaultTest.LATER ? Behaviour.close() : fault)
                            .nth(2); // A server that refuses in the middle of a message doesn't take it after all.
                case END_OF_DATA -> script.on(Step.END_OF_DATA, fault).nth(local ? 3 : 2);
                case LAST_ANSWER -> script.on(Step.END_OF_DATA, fault).nth(local ? 4 : 2);
            }
        }

        /** Where the limit is found out, the recipients of the second transaction were asked about in the first one. */
        private void failsAt(String recipient, Script script, Behaviour fault) {
            script.on(Step.RCPT, fault).when(line -> line.contains(recipient)).nth(told ? 1 : 2);
        }

        SendResult send(SmtpTestServer server, StepLimits limits) {
            SmtpOptions options = plain(server).lmtp(local).limits(limits).build();
            try (SmtpSender sender = new SmtpSender(options)) {
                return door.send(sender, TO_FIVE, new TestContent());
            } catch (DeliveryException e) {
                return e.result();
            }
        }
    }

    private static List<String> addresses(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "to" + i + "@example.com")
                .toList();
    }

    static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (DoorWay door : DoorWay.values()) {
            for (Place place : Place.values()) {
                for (int bits = 0; bits < 8; bits++) {
                    ways.add(new Way(door, (bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, place));
                }
            }
        }
        return ways;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whateverBreaksTheSecondTransactionTheResultTellsWhoHasTheMessage(Way way) {
        for (Behaviour fault : FAULTS) {
            try (SmtpTestServer server = way.server()) {
                way.fails(server.script(), fault);
                SendResult result = way.send(server, StepLimits.ofEach(SOON));
                server.awaitNoConnections(SOON);
                check(result, server, way + " " + fault);
            }
        }
    }

    /** Each may have it that the end of the second transaction was handed over for, and nothing that was said of them before counts. */
    @ParameterizedTest
    @MethodSource("ends")
    void thoseWhomADoubtIsAboutAreLeftOut(Way way) {
        try (SmtpTestServer server = way.server()) {
            way.fails(server.script(), Behaviour.acceptUnanswered().then(Behaviour.close()));
            SendResult result = way.send(server, StepLimits.ofEach(SOON));
            server.awaitNoConnections(SOON);
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.IN_DOUBT);
            List<String> answered = new ArrayList<>(FIRST);
            if (way.local() && way.place() == Place.LAST_ANSWER) {
                answered.add(SECOND.get(0));
            }
            assertThat(accepted(result)).isEqualTo(answered);
            assertThat(result.refusedRecipients())
                    .extracting(RecipientResult::address)
                    .doesNotContainAnyElementsOf(SECOND);
            assertThat(delivered(server)).containsAll(answered).containsAnyElementsOf(SECOND);
        }
    }

    static List<Way> ends() {
        return ways().stream()
                .filter(way -> way.place() == Place.END_OF_DATA || way.place() == Place.LAST_ANSWER)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void silenceInTheSecondTransactionIsNoAcceptance(DoorWay door) {
        Gate gate = new Gate();
        Way way = new Way(door, true, false, false, Place.DATA);
        try (SmtpTestServer server = way.server()) {
            way.fails(server.script(), Behaviour.hold(gate).then(Behaviour.close()));
            SendResult result = way.send(server, StepLimits.ofEach(Duration.ofSeconds(1)));
            gate.open();
            server.awaitNoConnections(SOON);
            check(result, server, "silence");
        }
    }

    /** Also where only one transaction is needed: what the server has said before its last word is none on the message. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void doubtAboutTheOnlyTransactionNamesNobodyAsAccepted(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 nobody")).when(line -> line.contains("<to1@"));
            server.script().on(Step.END_OF_DATA, Behaviour.close());
            SendResult result = door.fail(sender, TO_FIVE, new TestContent()).result();
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.IN_DOUBT);
            assertThat(result.recipients()).extracting(RecipientResult::address).containsExactly("to1@example.com");
        }
    }

    /** Nobody has the first part then, so that there is nothing to go on with. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageThatItsContentEndsIsNotSentToTheRest(DoorWay door) {
        TestContent content = new TestContent() {
            @Override
            public ReadableByteChannel open(BodyType bodyType) throws IOException {
                if (opened.get() == 0) {
                    opened.incrementAndGet();
                    throw new IOException("not this time");
                }
                return super.open(bodyType);
            }
        };
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .without("PIPELINING")
                        .with("CHUNKING")
                        .maxRecipients(2)
                        .start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            DeliveryException failure = door.fail(sender, TO_FIVE, content);
            assertThat(failure.kind()).isEqualTo(FailureKind.CONTENT);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(server.getMessages()).isEmpty();
        }
    }

    private static void check(SendResult result, SmtpTestServer server, String name) {
        List<String> delivered = delivered(server);
        assertThat(accepted(result)).as(name).containsAll(FIRST);
        if (result.outcome() == DeliveryOutcome.IN_DOUBT) {
            assertThat(delivered).as(name).containsAll(accepted(result));
        } else {
            assertThat(result.outcome()).as(name).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(accepted(result)).as(name).containsExactlyInAnyOrderElementsOf(delivered);
        }
        assertThat(result.refusedRecipients())
                .as(name)
                .extracting(RecipientResult::address)
                .doesNotContainAnyElementsOf(delivered);
        assertThat(delivered).as(name).doesNotHaveDuplicates();
    }

    private static List<String> accepted(SendResult result) {
        return result.recipients().stream()
                .filter(RecipientResult::isAccepted)
                .map(RecipientResult::address)
                .toList();
    }

    private static List<String> delivered(SmtpTestServer server) {
        return server.getMessages().stream()
                .map(ReceivedMessage::getRecipients)
                .flatMap(List::stream)
                .toList();
    }
}
