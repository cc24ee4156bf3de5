package org.postrider.testkit.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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

    Turn mail(Client client, String line, String argument) throws RefusedException {
        if (isOpen()) {
            throw new RefusedException(503, "5.5.1 Sender already given");
        }
        EnvelopeArgument sender = EnvelopeArgument.parse(argument, "FROM:");
        ParameterRules.checkMail(sender.parameters(), client.extensions);
        checkAscii(sender, sender.parameters().containsKey("SMTPUTF8"));
        BigInteger size = new BigInteger(sender.parameters().getOrDefault("SIZE", "0"));
        if (size.compareTo(BigInteger.valueOf(settings().maxSize())) > 0) {
            throw tooLarge();
        }
        return Turn.changing(
                Step.MAIL, line, Reply.of(250, "2.1.0 Ok"), () -> transaction = new Transaction(sender, settings()));
    }

    Turn rcpt(Client client, String line, String argument) throws RefusedException {
        Transaction current = current("MAIL");
        EnvelopeArgument recipient = EnvelopeArgument.parse(argument, "TO:");
        ParameterRules.checkRcpt(recipient.parameters(), client.extensions);
        checkAscii(recipient, current.isInternational());
        if (recipient.address().isEmpty()) {
            throw new RefusedException(501, "5.1.3 A recipient can't be empty");
        }
        if (current.recipients.size() >= settings().maxRecipients()) {
            throw new RefusedException(452, "4.5.3 Too many recipients");
        }
        return Turn.changing(Step.RCPT, line, Reply.of(250, "2.1.5 Ok"), () -> current.add(recipient));
    }

    private static void checkAscii(EnvelopeArgument argument, boolean isInternational) throws RefusedException {
        if (!isInternational && !argument.isAscii()) {
            throw new RefusedException(553, "5.6.7 A non-ASCII address needs SMTPUTF8");
        }
    }

    Turn data(Client client, String line, String argument) throws RefusedException {
        Transaction current = current("MAIL");
        if (!argument.isEmpty()) {
            throw new RefusedException(501, "5.5.4 Syntax: DATA");
        }
        if (current.hasContent()) {
            throw new RefusedException(503, "5.5.1 DATA can't follow BDAT");
        }
        requireRecipients(current);
        Reply reply = Reply.of(354, "End data with <CR><LF>.<CR><LF>");
        return Turn.announcing(Step.DATA, line, reply, () -> readData(client, current));
    }

    private void readData(Client client, Transaction current) throws IOException, InterruptedException {
        DotDecoder decoder = new DotDecoder(current.content());
        player.playBody(-1, 0);
        while (!decoder.isAtEnd()) {
            long before = decoder.wireSize();
            wire.readInto(decoder);
            player.playBody(before, decoder.wireSize());
        }
        player.play(end(Step.END_OF_DATA, ".", client, current, decoder.wireSize()));
        finished();
    }

    /** RFC 3030: the chunk follows the command whatever the reply will be, so it is read first. */
    void bdat(Client client, String line, Chunk chunk) throws IOException, InterruptedException {
        Transaction current = transaction;
        boolean isWanted = chunk.refusal() == null && current != null && !current.recipients.isEmpty();
        Content content = isWanted && current != null ? current.content() : null;
        readChunk(content, chunk.size());
        if (content == null || current == null) {
            Reply refusal = chunk.refusal() != null ? chunk.refusal() : Reply.of(503, "5.5.1 Need MAIL and RCPT");
            player.play(Turn.refusing(Step.BDAT, line, refusal));
        } else if (chunk.isLast()) {
            player.playEnd(end(Step.BDAT, line, client, current, content.size()));
            finished();
        } else if (!player.play(
                Turn.changing(Step.BDAT, line, Reply.of(250, "2.0.0 " + chunk.size() + " octets"), Turn.Effect.NONE))) {
            forget();
        }
    }

    private void readChunk(@Nullable Content content, long size) throws IOException, InterruptedException {
        long base = content == null ? 0 : content.size();
        player.playBody(base == 0 ? -1 : base, base);
        long left = size;
        while (left > 0) {
            long most = left;
            int[] taken = new int[1];
            wire.readInto((bytes, offset, length) -> {
                taken[0] = Math.toIntExact(Math.min(most, length));
                if (content != null) {
                    content.append(bytes, offset, taken[0]);
                }
                return taken[0];
            });
            left -= taken[0];
            player.playBody(base + size - left - taken[0], base + size - left);
        }
    }

    private Turn end(Step step, String line, Client client, Transaction current, long wireSize) {
        Content content = current.content();
        List<Violation> violations = content.finish();
        log.violated(violations);
        if (content.isTooLarge()) {
            return Turn.refusing(step, line, tooLarge().reply());
        }
        String id = context.nextQueueId();
        return Turn.changing(step, line, Reply.of(250, "2.0.0 Ok: queued as " + id), () -> {
            Receipt receipt = new Receipt(id, Instant.now(), wireSize, List.copyOf(violations));
            context.inbox().received(new StoredMessage(client, log, current, receipt));
        });
    }

    private void finished() throws IOException, InterruptedException {
        forget();
        player.play(Turn.silent(Step.IDLE, Turn.Effect.NONE));
    }

    Turn rset(String line) {
        return Turn.changing(Step.RSET, line, OK, this::forget);
    }

    private Transaction current(String before) throws RefusedException {
        if (transaction == null) {
            throw new RefusedException(503, "5.5.1 Need " + before + " first");
        }
        return Objects.requireNonNull(transaction);
    }

    private static void requireRecipients(Transaction current) throws RefusedException {
        if (current.recipients.isEmpty()) {
            throw new RefusedException(554, "5.5.1 No valid recipients");
        }
    }

    private static RefusedException tooLarge() {
        return new RefusedException(552, "5.3.4 Message size exceeds the limit");
    }

    private Settings.Storage settings() {
        return context.settings().storage();
    }
}
