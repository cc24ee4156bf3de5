package org.postrider.testkit.internal.sink;

import java.nio.ByteBuffer;

/**
 * One client's conversation, without I/O: octets in, replies out. For one thread.
 *
 * <p>It follows the text of RFC 5321 and of the extensions that it offers (2920, 3030, 1870, 6152, 3207), and judges nothing else: whoever gets
 * its commands right is answered at once, message after message. Where it can't know what comes next, after a BDAT that says no size for one, it
 * ends the conversation rather than take content for commands.
 */
final class SinkSession {
    private enum Expecting {
        COMMAND,
        DATA,
        CHUNK,
        HANDSHAKE,
        NOTHING
    }

    private static final String LAST = " LAST";

    private final SinkSettings settings;
    private final Tally tally;
    private final Outbox out;
    private final Envelopes envelopes;
    private final CommandLine line = new CommandLine();
    private final DotScanner dots = new DotScanner();

    private Expecting expecting = Expecting.COMMAND;
    private boolean isGreeted;
    private boolean isSecured;

    // The transaction.
    private boolean hasSender;
    private boolean hasRecipient;
    private boolean isChunked;
    private long size;

    // The chunk.
    private long remaining;
    private boolean isLast;
    private boolean isWanted;

    SinkSession(SinkSettings settings, Tally tally, Outbox out) {
        this.settings = settings;
        this.tally = tally;
        this.out = out;
        this.envelopes = new Envelopes(settings);
        out.put(SinkReplies.GREETING);
    }

    /** {@return whether nothing more is to be read} */
    boolean isOver() {
        return expecting == Expecting.NOTHING;
    }

    /** {@return whether TLS begins as soon as the replies are out} */
    boolean isHandshakeDue() {
        return expecting == Expecting.HANDSHAKE;
    }

    /** Takes all that has come. */
    void take(ByteBuffer input) {
        while (input.hasRemaining() && expecting != Expecting.NOTHING) {
            switch (expecting) {
                case COMMAND -> command(input);
                case DATA -> data(input);
                case CHUNK -> chunk(input);
                case HANDSHAKE -> expecting = Expecting.NOTHING; // Commands slipped in before TLS (CVE-2011-0411).
                case NOTHING -> throw new IllegalStateException("the conversation is over");
            }
        }
    }

    /** TLS has begun: what was said before doesn't count any more (RFC 3207, section 4.2). */
    void secured() {
        isSecured = true;
        isGreeted = false;
        reset();
        expecting = Expecting.COMMAND;
    }

    private void command(ByteBuffer input) {
        if (!line.take(input)) {
            return;
        }
        Verb verb = line.isTooLong() || line.isMalformed() ? null : Verb.of(line);
        if (verb == null) {
            refuse(line.isTooLong() ? SinkReplies.TOO_LONG : SinkReplies.UNKNOWN);
        } else {
            obey(verb);
        }
        line.clear();
    }

    private void obey(Verb verb) {
        switch (verb) {
            case MAIL -> mail();
            case RCPT -> recipient();
            case BDAT -> bdat();
            case DATA -> startData();
            case EHLO, HELO -> hello(verb);
            case RSET -> {
                reset();
                out.put(SinkReplies.OK);
            }
            case NOOP -> out.put(SinkReplies.OK);
            case VRFY -> out.put(SinkReplies.CANNOT_VERIFY);
            case STARTTLS -> startTls();
            case QUIT -> {
                out.put(SinkReplies.BYE);
                expecting = Expecting.NOTHING;
            }
        }
    }

    private void refuse(byte[] reply) {
        tally.refusal();
        out.put(reply);
    }

    private void reset() {
        hasSender = false;
        hasRecipient = false;
        isChunked = false;
        size = 0;
    }

    private void hello(Verb verb) {
        if (line.length() <= "EHLO ".length()) {
            refuse(SinkReplies.SYNTAX);
            return;
        }
        reset();
        isGreeted = true;
        out.put(verb == Verb.EHLO ? settings.offer(isSecured) : SinkReplies.HELLO);
    }

    private void startTls() {
        if (settings.tls() == null || isSecured) {
            refuse(SinkReplies.NOT_OFFERED);
        } else {
            out.put(SinkReplies.GO_SECURE);
            expecting = Expecting.HANDSHAKE;
        }
    }

    private void mail() {
        byte[] reply = isGreeted && !hasSender ? envelopes.sender(line) : SinkReplies.SEQUENCE;
        hasSender |= reply == SinkReplies.SENDER;
        answer(reply, SinkReplies.SENDER);
    }

    private void recipient() {
        byte[] reply = hasSender && !isChunked ? envelopes.recipient(line) : SinkReplies.SEQUENCE;
        hasRecipient |= reply == SinkReplies.RECIPIENT;
        answer(reply, SinkReplies.RECIPIENT);
    }

    private void answer(byte[] reply, byte[] good) {
        if (reply == good) {
            out.put(reply);
        } else {
            refuse(reply);
        }
    }

    private void startData() {
        if (!hasSender || isChunked) {
            refuse(SinkReplies.SEQUENCE);
        } else if (!hasRecipient) {
            refuse(SinkReplies.NO_RECIPIENT);
        } else {
            out.put(SinkReplies.GO_AHEAD);
            dots.clear();
            expecting = Expecting.DATA;
        }
    }

    private void data(ByteBuffer input) {
        if (dots.take(input)) {
            size = dots.size();
            expecting = Expecting.COMMAND;
            finish();
        }
    }

    /** RFC 3030, section 2: the octets follow at once, whether the command was good or not. */
    private void bdat() {
        String argument = line.from("BDAT ".length());
        boolean last = line.length() > LAST.length() && line.startsWith(LAST, line.length() - LAST.length());
        String digits = last ? argument.substring(0, Math.max(0, argument.length() - LAST.length())) : argument;
        long count = Decimal.parse(digits);
        if (!settings.isChunking() || count < 0 || count == Long.MAX_VALUE) {
            refuse(settings.isChunking() ? SinkReplies.SYNTAX : SinkReplies.NOT_OFFERED);
            expecting = Expecting.NOTHING;
            return;
        }
        remaining = count;
        isLast = last;
        isWanted = hasSender && hasRecipient;
        isChunked = isWanted;
        expecting = Expecting.CHUNK;
        if (remaining == 0) {
            endChunk();
        }
    }

    private void chunk(ByteBuffer input) {
        int count = (int) Math.min(remaining, input.remaining());
        input.position(input.position() + count);
        remaining -= count;
        size += isWanted ? count : 0;
        if (remaining == 0) {
            endChunk();
        }
    }

    private void endChunk() {
        expecting = Expecting.COMMAND;
        if (!isWanted) {
            refuse(hasSender ? SinkReplies.NO_RECIPIENT : SinkReplies.SEQUENCE);
        } else if (isLast || size > settings.maxSize()) {
            finish();
        } else {
            out.put(SinkReplies.OK);
        }
    }

    private void finish() {
        if (size > settings.maxSize()) {
            refuse(SinkReplies.TOO_LARGE);
        } else {
            SinkReplies.queued(tally.message(size), out);
        }
        reset();
    }
}
