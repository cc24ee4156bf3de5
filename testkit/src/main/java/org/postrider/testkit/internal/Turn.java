package org.postrider.testkit.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Step;

/**
 * What is due at a step: the normal reply, and the effects of accepting.
 *
 * @param step where the conversation is
 * @param line the command line, empty if none belongs to the step
 * @param normal the reply without a script; {@code null} where the server says nothing
 * @param before what accepting changes, done before the reply is out: who has seen the reply may look at the effect
 * @param after what the reply announces, done when all has been said
 */
record Turn(Step step, String line, @Nullable Reply normal, Effect before, Effect after) {
    /** Something that accepting a command brings about. */
    @FunctionalInterface
    interface Effect {
        Effect NONE = () -> {};

        void run() throws IOException, InterruptedException;
    }

    /** A command that the server only answers. */
    static Turn answering(Command command, Reply normal) {
        return new Turn(command.step(), command.line(), normal, Effect.NONE, Effect.NONE);
    }

    /** A command with an effect that comes before its reply. */
    static Turn changing(Command command, Reply normal, Effect before) {
        return new Turn(command.step(), command.line(), normal, before, Effect.NONE);
    }

    /** A command whose effect follows its reply. */
    static Turn announcing(Command command, Reply normal, Effect after) {
        return new Turn(command.step(), command.line(), normal, Effect.NONE, after);
    }

    /** A step where nothing is said, only done. */
    static Turn silent(Step step, Effect before) {
        return new Turn(step, "", null, before, Effect.NONE);
    }

    boolean isAcceptance() {
        return normal == null || normal.isPositive();
    }

    /** Whether bytes that go out in place of the normal reply begin with a code of its class. */
    boolean agreesWith(byte[] bytes) {
        if (normal == null || !isAcceptance() || bytes.length < 3) {
            return false;
        }
        String code = new String(bytes, 0, 3, StandardCharsets.US_ASCII);
        return Ascii.isDigits(code) && code.charAt(0) - '0' == normal.code() / 100;
    }
}
