package org.postrider.testkit.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Session.Ending;

/** Unwinds a conversation that has come to its end, whichever way. */
final class SessionOverException extends IOException {
    private final transient Ending ending;

    SessionOverException(Ending ending) {
        this(ending, null);
    }

    SessionOverException(Ending ending, @Nullable Throwable cause) {
        super(cause);
        this.ending = ending;
    }

    Ending ending() {
        return ending;
    }
}
