package org.postrider.testkit.internal;

import org.postrider.testkit.Reply;

/** A command that the server refuses, with the reply that says so. */
final class RefusedException extends Exception {
    private final transient Reply reply;

    RefusedException(int code, String text) {
        super(text, null, false, false);
        this.reply = Reply.of(code, text);
    }

    Reply reply() {
        return reply;
    }
}
