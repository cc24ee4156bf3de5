package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.FaultTest.Manner;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Script;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/**
 * Random scripts against the mailbox of the server: what the client reports of a message is what became of it.
 *
 * <p>Each script makes the server fail a few times at random steps, and sends a few messages through random doors, some of which the
 * caller gives up. A failure names the seed, which {@code -Dpostrider.seed} takes.
 */
class MailboxModelTest {
    private static final int SCRIPTS = Integer.getInteger("postrider.scripts", 500) / Manner.values().length;

    private static final List<Step> STEPS = List.of(
            Step.GREETING,
            Step.EHLO,
            Step.MAIL,
            Step.RCPT,
            Step.RCPT,
            Step.DATA,
            Step.DATA,
            Step.END_OF_DATA,
            Step.END_OF_DATA,
            Step.RSET,
            Step.IDLE,
            Step.QUIT);

    private static final Behaviour SPARE = Behaviour.normally().then(Behaviour.raw("250 and once more\r\n"));
    private static final Behaviour SECOND_THOUGHTS = Behaviour.normally().then(Behaviour.raw("550 no, wait\r\n"));

    private static final List<Behaviour> FAULTS = List.of(
            Reply.of(451, "later"),
            Reply.of(554, "never"),
            Reply.of(552, "too much"),
            Reply.of(452, "4.5.3 too many"),
            Reply.of(421, "bye").then(Behaviour.close()),
            Reply.of(250, "fine"),
            Reply.of(354, "go on"),
            Behaviour.close(),
            Behaviour.reset(),
            Behaviour.halfClose(),
            Behaviour.raw("what?\r\n"),
            Behaviour.raw("250-a\r\n550 b\r\n"),
            SPARE,
            SECOND_THOUGHTS,
            Behaviour.acceptUnanswered().then(Behaviour.close()),
            Behaviour.acceptUnanswered().then(Behaviour.reset()),
            Behaviour.delay(Duration.ofMillis(3)));

    private static final List<Behaviour> FAULTS_IN_THE_MESSAGE = List.of(
            Reply.of(552, "too big").then(Behaviour.close()),
            Reply.of(421, "bye").then(Behaviour.close()),
            Behaviour.close(),
            Behaviour.reset());

    /** A message, and what was reported of it. */
    private record Sent(String from, List<String> recipients, String text, SendResult result) {
        List<String> accepted() {
            return result.recipients().stream()
                    .filter(RecipientResult::isAccepted)
                    .map(RecipientResult::address)
                    .toList();
        }
    }

    private final Map<DeliveryOutcome, Integer> counts = new EnumMap<>(DeliveryOutcome.class);

    @ParameterizedTest
    @EnumSource(Manner.class)
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    void reportAgreesWithTheMailbox(Manner manner) {
        long first = Long.getLong("postrider.seed", new Random().nextLong());
        try (SmtpTestServer broad = manner.server().start();
                SmtpTestServer narrow = manner.server().with("LIMITS RCPTMAX=2").start()) {
            for (long seed = first; seed < first + SCRIPTS; seed++) {
                play(seed % 4 == 0 ? narrow : broad, new Random(seed), manner, "seed " + seed + ", " + manner);
            }
        }
        System.out.printf("Mailbox model, %s: %d scripts from seed %d, %s%n", manner, SCRIPTS, first, counts);
        assertThat(counts).containsKeys(DeliveryOutcome.values());
    }

    private void play(SmtpTestServer server, Random random, Manner manner, String name) {
        boolean local = manner == Manner.LOCALLY;
        server.clear();
        direct(server.script(), random, local);
        SmtpOptions options = plain(server)
                .lmtp(local)
                .limits(StepLimits.ofEach(SOON))
                .partialDelivery(random.nextInt(4) > 0)
                .build();
        List<Sent> sent = new ArrayList<>();
        try (SmtpSender sender = new SmtpSender(options)) {
            int messages = 1 + random.nextInt(4);
            for (int i = 0; i < messages; i++) {
                sent.add(send(sender, random, "from" + i + "@example.com"));
            }
        }
        server.awaitNoConnections(SOON); // Only now is the mailbox final.
        for (Sent message : sent) {
            counts.merge(message.result().outcome(), 1, Integer::sum);
            String story = name + ": " + message.result() + " " + server.getSessions();
            check(message, server.getMessages(), story);
        }
    }

    private static void direct(Script script, Random random, boolean local) {
        int rules = 1 + random.nextInt(4);
        for (int i = 0; i < rules; i++) {
            Step step = pick(STEPS, random);
            Behaviour fault = pick(FAULTS, random);
            boolean isTaken = step == Step.DATA || (local && step == Step.END_OF_DATA);
            boolean lies = isTaken && (fault == SPARE || fault == SECOND_THOUGHTS);
            if (!lies) { // What is said behind the 354, or between two answers, can't be told from the answer to the
                // message.
                script.on(step, fault).nth(1 + random.nextInt(4));
            }
        }
        script.on(Step.RCPT, Reply.of(550, "no such user")).when(line -> line.contains("<to3@"));
        if (random.nextInt(4) == 0) {
            script.on(Step.BODY, pick(FAULTS_IN_THE_MESSAGE, random))
                    .afterBytes(random.nextInt(60_000))
                    .times(1);
        }
    }

    private static <T> T pick(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static Sent send(SmtpSender sender, Random random, String from) {
        List<String> recipients = IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(i -> "to" + i + "@example.com")
                .toList();
        String text = "Subject: " + from + "\r\n\r\n" + ".a line\r\n".repeat(random.nextInt(2) * random.nextInt(8000))
                + "end\r\n";
        Envelope envelope = Envelope.of(from, recipients);
        SendResult result;
        try {
            result = random.nextBoolean()
                    ? sender.send(envelope, new TestContent(text))
                    : await(sender.sendAsync(envelope, new TestContent(text)), random);
        } catch (DeliveryException e) {
            result = e.result();
        }
        return new Sent(from, recipients, text, result);
    }

    /** One send in six is given up at some moment. */
    private static SendResult await(SendFuture send, Random random) {
        if (random.nextInt(6) == 0) {
            CompletableFuture.delayedExecutor(random.nextInt(3000), TimeUnit.MICROSECONDS)
                    .execute(send::abort);
        }
        try {
            return send.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof DeliveryException failure ? failure : e;
        }
    }

    /** Each recipient has one copy, or none; or, where there is a doubt and no word on them, one of the two. */
    private static void check(Sent message, List<ReceivedMessage> mailbox, String name) {
        List<ReceivedMessage> copies = mailbox.stream()
                .filter(m -> m.getReversePath().equals(message.from()))
                .toList();
        List<String> accepted = message.accepted();
        List<String> answered = message.result().recipients().stream()
                .map(RecipientResult::address)
                .toList();
        DeliveryOutcome outcome = message.result().outcome();
        for (String recipient : message.recipients()) {
            long own = copies.stream()
                    .filter(m -> m.getRecipients().contains(recipient))
                    .count();
            boolean delivered = accepted.contains(recipient)
                    && outcome != DeliveryOutcome.NOT_SENT
                    && outcome != DeliveryOutcome.REFUSED;
            boolean doubtful = outcome == DeliveryOutcome.IN_DOUBT && !answered.contains(recipient);
            assertThat(own).as(name).isBetween(delivered ? 1L : 0L, delivered || doubtful ? 1L : 0L);
        }
        assertThat(copies)
                .allSatisfy(copy -> assertThat(new String(copy.getRaw(), StandardCharsets.US_ASCII))
                        .as(name)
                        .isEqualTo(message.text()));
    }
}
