package org.postrider.testkit.internal;

import java.io.IOException;
import java.net.SocketException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Session.Ending;

/** One accepted connection from first to last, on a thread of its own. */
final class Connection implements Runnable {
    private final Context context;
    private final Wire wire;
    private final SessionLog log;

    Connection(Context context, Wire wire, SessionLog log) {
        this.context = context;
        this.wire = wire;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            new Conversation(context, wire, log).run();
        } catch (IOException e) {
            log.ended(ending(e), reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.ended(Ending.SERVER, "the server was closed");
        } catch (RuntimeException | Error e) {
            // A condition of the script, as a rule, or an assertion in it: the session tells, and so does the thread's
            // handler.
            log.ended(Ending.SERVER, e.toString());
            throw e;
        } finally {
            finish();
        }
    }

    private void finish() {
        try {
            wire.abort();
        } catch (IOException e) {
            log.ended(Ending.RESET, reason(e));
        } finally {
            context.inbox().closed();
        }
    }

    void abort() throws IOException {
        wire.abort();
    }

    private Ending ending(IOException e) {
        boolean isPlanned = e instanceof SessionOverException over && over.ending() != Ending.TLS_FAILURE;
        if (e instanceof SessionOverException over && (isPlanned || !context.isClosed())) {
            return over.ending();
        }
        if (context.isClosed()) {
            return Ending.SERVER;
        }
        boolean isTls = e instanceof SSLException && !(e.getCause() instanceof SocketException);
        return isTls ? Ending.TLS_FAILURE : Ending.RESET;
    }

    private static @Nullable String reason(IOException e) {
        Throwable told = e instanceof SessionOverException ? e.getCause() : e;
        return told == null ? null : told.getMessage();
    }
}
