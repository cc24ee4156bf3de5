package org.postrider.testkit.internal;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Step;
import org.postrider.testkit.Violation;

/** Plays turns by the script, and knows after which of them a client has to wait. Belongs to the connection's thread. */
final class Player {
    /** RFC 2920, section 3.1, and RFC 4954, section 4: the last commands of a group. */
    private static final Set<Step> BARRIERS =
            EnumSet.of(Step.EHLO, Step.HELO, Step.AUTH, Step.AUTH_RESPONSE, Step.DATA, Step.NOOP, Step.QUIT);

    /** The steps that answer no command. */
    private static final Set<Step> UNASKED = EnumSet.of(Step.CONNECT, Step.TLS_HANDSHAKE, Step.BODY, Step.IDLE);

    private final Context context;
    private final Wire wire;
    private final SessionLog log;
    private boolean mayPipeline;

    Player(Context context, Wire wire, SessionLog log) {
        this.context = context;
        this.wire = wire;
        this.log = log;
    }

    void allowPipelining(boolean isAllowed) {
        mayPipeline = isAllowed;
    }

    boolean play(Turn turn) throws IOException, InterruptedException {
        return play(turn, context.prompter().pick(turn.step(), turn.line()));
    }

    /** Plays the end of a message that came by BDAT: rules for either step apply. */
    boolean playEnd(Turn turn) throws IOException, InterruptedException {
        Behaviour behaviour = context.prompter().pick(turn.step(), turn.line());
        return play(turn, behaviour != null ? behaviour : context.prompter().pick(Step.END_OF_DATA, turn.line()));
    }

    /** Plays what the script has for a place in the message. */
    void playBody(long from, long to) throws IOException, InterruptedException {
        Behaviour behaviour = context.prompter().pickInBody(from, to);
        if (behaviour != null) {
            play(Turn.silent(Step.BODY, Turn.Effect.NONE), behaviour);
        }
    }

    private boolean play(Turn turn, @Nullable Behaviour behaviour) throws IOException, InterruptedException {
        return new Stagehand(context, wire, log, plain(turn), lockstep(turn.step())).play(behaviour);
    }

    private Violation.@Nullable Kind lockstep(Step step) {
        if (UNASKED.contains(step)) {
            return null;
        }
        return switch (step) {
            case GREETING -> Violation.Kind.EARLY_TALK;
            case STARTTLS -> Violation.Kind.PLAINTEXT_AFTER_STARTTLS;
            default -> mayPipeline && !BARRIERS.contains(step) ? null : Violation.Kind.PIPELINING;
        };
    }

    /** Without RFC 2034, replies have no enhanced codes. */
    private Turn plain(Turn turn) {
        Reply normal = turn.normal();
        if (normal == null || context.settings().dialect().has("ENHANCEDSTATUSCODES")) {
            return turn;
        }
        Reply plain = new Reply(
                normal.code(), normal.lines().stream().map(Player::plain).toList());
        return new Turn(turn.step(), turn.line(), plain, turn.before(), turn.after());
    }

    private static String plain(String text) {
        int space = text.indexOf(' ');
        String first = space < 0 ? "" : text.substring(0, space);
        boolean isCode = first.indexOf('.') > 0 && first.chars().allMatch(c -> c == '.' || Ascii.isDigit(c));
        return isCode ? text.substring(space + 1) : text;
    }
}
