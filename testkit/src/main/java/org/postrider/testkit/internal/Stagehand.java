package org.postrider.testkit.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Session.Ending;
import org.postrider.testkit.Violation;

/** Plays one turn on one connection: the normal answer, or what the script wants. Belongs to the connection's thread. */
final class Stagehand implements Stage {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Context context;
    private final Wire wire;
    private final SessionLog log;
    private final Turn turn;
    private final Violation.@Nullable Kind lockstep;
    private boolean isSettled;
    private boolean isAccepted;

    /**
     * Takes a turn.
     *
     * @param lockstep what it is to have sent more before this turn's reply; {@code null} if that is allowed
     */
    Stagehand(Context context, Wire wire, SessionLog log, Turn turn, Violation.@Nullable Kind lockstep) {
        this.context = context;
        this.wire = wire;
        this.log = log;
        this.turn = turn;
        this.lockstep = lockstep;
    }

    /** Plays the turn, and tells whether what was asked has been accepted. */
    boolean play(@Nullable Behaviour behaviour) throws IOException, InterruptedException {
        if (behaviour != null) {
            perform(behaviour);
        }
        if (!isSettled) {
            proceed();
        }
        if (isAccepted) {
            turn.after().run();
        }
        return isAccepted;
    }

    @Override
    public void perform(Behaviour behaviour) throws IOException, InterruptedException {
        if (behaviour instanceof Reply reply) {
            say(reply.toBytes(), Duration.ZERO);
        } else {
            ((Action) behaviour).deed().perform(this);
        }
    }

    @Override
    public void proceed() throws IOException, InterruptedException {
        Reply normal = turn.normal();
        if (normal == null) {
            accept();
        } else {
            say(normal.toBytes(), Duration.ZERO);
        }
    }

    @Override
    public void accept() throws IOException, InterruptedException {
        isSettled = true;
        if (!isAccepted && turn.isAcceptance()) {
            isAccepted = true;
            turn.before().run();
        }
    }

    @Override
    public void say(byte[] bytes, Duration interval) throws IOException, InterruptedException {
        checkLockstep();
        isSettled = true;
        if (turn.agreesWith(bytes)) {
            accept();
        }
        log.said(new String(bytes, StandardCharsets.UTF_8));
        if (interval.isZero()) {
            wire.write(bytes);
        } else {
            drip(bytes, interval);
        }
    }

    private void checkLockstep() throws IOException {
        if (lockstep != null && !isSettled && wire.hasInput()) {
            log.violated(lockstep, "more came before the reply at " + turn.step() + " " + turn.line());
            // RFC 3207, section 4.2: what came in clear must not be taken for what came under TLS.
            if (lockstep == Violation.Kind.PLAINTEXT_AFTER_STARTTLS) {
                wire.discardInput();
            }
        }
    }

    private void drip(byte[] bytes, Duration interval) throws IOException, InterruptedException {
        for (byte drop : bytes) {
            wire.write(new byte[] {drop});
            pause(interval);
        }
    }

    @Override
    public void pause(Duration time) throws IOException, InterruptedException {
        wire.flush();
        context.pause(time);
    }

    @Override
    public void hold(Gate gate) throws IOException, InterruptedException {
        wire.flush();
        gate.pass();
    }

    @Override
    public void flood(byte[] pattern, long bytes) throws IOException {
        isSettled = true;
        for (long left = bytes; left > 0; left -= pattern.length) {
            wire.write(left >= pattern.length ? pattern : Arrays.copyOf(pattern, Math.toIntExact(left)));
            wire.flush();
        }
    }

    @Override
    public void silence() throws IOException {
        wire.readToEnd();
    }

    @Override
    public void stopReading() throws IOException, InterruptedException {
        pause(FOR_EVER);
    }

    @Override
    public void close() throws IOException {
        wire.discardInput();
        wire.shutdownOutput();
        throw new SessionOverException(Ending.SERVER);
    }

    @Override
    public void reset() throws IOException {
        wire.flush();
        wire.reset();
        throw new SessionOverException(Ending.SERVER);
    }

    @Override
    public void halfClose() throws IOException {
        wire.shutdownOutput();
        wire.readToEnd();
    }
}
