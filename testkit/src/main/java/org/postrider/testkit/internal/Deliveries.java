package org.postrider.testkit.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Step;
import org.postrider.testkit.Violation;

/** The commands of a mail transaction: MAIL, RCPT, DATA, BDAT, RSET. Belongs to the connection's thread. */
final class Deliveries {
    private static final Reply OK = Reply.of(250, "2.0.0 Ok");

    private final Context context;
    private final Wire wire;
    private final SessionLog log;
    private final Player player;
    private @Nullable Transaction transaction;

    Deliveries(Context context, Wire wire, SessionLog log, Player player) {
        this.context = context;
        this.wire = wire;
        this.log = log;
        this.player = player;
    }

    boolean isOpen() {
        return transaction != null;
    }

    void forget() {
        transaction = null;
    }

    Turn mail(Client client, Command command) throws RefusedException {
        if (isOpen()) {
            throw new RefusedException(503, "5.5.1 Sender already given");
        }
        EnvelopeArgument sender = EnvelopeArgument.parse(command.argument(), "FROM:");
        ParameterRules.checkMail(sender.parameters(), client.extensions);
        checkAscii(sender, sender.parameters().containsKey("SMTPUTF8"));
        BigInteger size = new BigInteger(sender.parameters().getOrDefault("SIZE", "0"));
        if (size.compareTo(BigInteger.valueOf(settings().maxSize())) > 0) {
            throw tooLarge();
        }
        return Turn.changing(
                command, Reply.of(250, "2.1.0 Ok"), () -> transaction = new Transaction(sender, settings()));
    }

    Turn rcpt(Client client, Command command) throws RefusedException {
        Transaction current = current();
        EnvelopeArgument recipient = EnvelopeArgument.parse(command.argument(), "TO:");
        ParameterRules.checkRcpt(recipient.parameters(), client.extensions);
        checkAscii(recipient, current.isInternational());
        if (recipient.address().isEmpty()) {
            throw new RefusedException(501, "5.1.3 A recipient can't be empty");
        }
        if (current.recipients.size() >= settings().maxRecipients()) {
            throw new RefusedException(452, "4.5.3 Too many recipients");
        }
        return Turn.changing(command, Reply.of(250, "2.1.5 Ok"), () -> current.add(recipient));
    }

    private static void checkAscii(EnvelopeArgument argument, boolean isInternational) throws RefusedException {
        if (!isInternational && !argument.isAscii()) {
            throw new RefusedException(553, "5.6.7 A non-ASCII address needs SMTPUTF8");
        }
    }

    Turn data(Client client, Command command) throws RefusedException {
        Transaction current = current();
        if (!command.argument().isEmpty()) {
            throw new RefusedException(501, "5.5.4 Syntax: DATA");
        }
        if (current.hasContent()) {
            throw new RefusedException(503, "5.5.1 DATA can't follow BDAT");
        }
        if (current.recipients.isEmpty()) {
            throw new RefusedException(554, "5.5.1 No valid recipients");
        }
        Reply reply = Reply.of(354, "End data with <CR><LF>.<CR><LF>");
        return Turn.announcing(command, reply, () -> readData(client, current));
    }

    private void readData(Client client, Transaction current) throws IOException, InterruptedException {
        DotDecoder decoder = new DotDecoder(current.content());
        player.playBody(-1, 0);
        while (!decoder.isAtEnd()) {
            long before = decoder.wireSize();
            wire.readInto(decoder);
            player.playBody(before, decoder.wireSize());
        }
        for (Turn turn : end(Step.END_OF_DATA, ".", client, current, decoder.wireSize())) {
            player.play(turn);
        }
        finished();
    }

    /** RFC 3030: the chunk follows the command whatever the reply will be, so it is read first. */
    void bdat(Client client, Command command, @Nullable Reply refusal) throws IOException, InterruptedException {
        Chunk chunk = Chunk.parse(command.argument());
        Transaction current = transaction;
        Reply reason = refusal != null ? refusal : chunk.refusal();
        if (reason != null || current == null || current.recipients.isEmpty()) {
            readChunk(null, chunk.size());
            player.play(Turn.answering(command, reason != null ? reason : Reply.of(503, "5.5.1 Need MAIL and RCPT")));
            return;
        }
        readChunk(current.content(), chunk.size());
        if (chunk.isLast()) {
            long size = current.content().size();
            for (Turn turn : end(Step.BDAT, command.line(), client, current, size)) {
                player.playEnd(turn);
            }
            finished();
        } else if (!player.play(Turn.answering(command, Reply.of(250, "2.0.0 " + chunk.size() + " octets")))) {
            forget();
        }
    }

    private void readChunk(@Nullable Content content, long size) throws IOException, InterruptedException {
        ChunkTaker taker = new ChunkTaker(content, size);
        long seen = content == null ? 0 : content.size();
        if (content != null && seen == 0) {
            player.playBody(-1, 0);
        }
        while (taker.left() > 0) {
            wire.readInto(taker);
            long now = content == null ? seen : content.size();
            player.playBody(seen, now);
            seen = now;
        }
    }

    /** The end of the message: one reply for all, or in LMTP one for each accepted recipient (RFC 2033, section 4.2). */
    private List<Turn> end(Step step, String line, Client client, Transaction current, long wireSize) {
        List<Violation> violations = List.copyOf(current.content().finish());
        log.violated(violations);
        if (!context.settings().dialect().lmtp()) {
            return List.of(end(step, line, client, current, current.recipients, wireSize));
        }
        return current.recipients.stream()
                .map(each -> end(step, each, client, current, List.of(each), wireSize))
                .toList();
    }

    private Turn end(
            Step step, String line, Client client, Transaction current, List<String> recipients, long wireSize) {
        Content content = current.content();
        if (content.isTooLarge()) {
            return new Turn(step, line, tooLarge().reply(), Turn.Effect.NONE, Turn.Effect.NONE);
        }
        String id = context.nextQueueId();
        Receipt receipt = new Receipt(id, Instant.now(), wireSize, List.copyOf(content.finish()));
        StoredMessage message = new StoredMessage(client, log, current, recipients, receipt);
        Reply reply = Reply.of(250, "2.0.0 Ok: queued as " + id);
        return new Turn(step, line, reply, () -> context.inbox().received(message), Turn.Effect.NONE);
    }

    private void finished() throws IOException, InterruptedException {
        forget();
        player.play(Turn.silent(Step.IDLE, Turn.Effect.NONE));
    }

    Turn rset(Command command) {
        return Turn.changing(command, OK, this::forget);
    }

    private Transaction current() throws RefusedException {
        Transaction current = transaction;
        if (current == null) {
            throw new RefusedException(503, "5.5.1 Need MAIL first");
        }
        return current;
    }

    private static RefusedException tooLarge() {
        return new RefusedException(552, "5.3.4 Message size exceeds the limit");
    }

    private Settings.Storage settings() {
        return context.settings().storage();
    }
}
