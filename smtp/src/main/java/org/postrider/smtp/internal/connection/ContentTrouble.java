package org.postrider.smtp.internal.connection;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.postrider.smtp.FailureKind;

/** Says what it means that a content failed, and how to mend it, where the exception itself has no words for that. */
final class ContentTrouble {
    private ContentTrouble() {}

    /** Says why a message can't be read on; to be asked on the thread that did so. */
    static Loss loss(Throwable cause, Door door) {
        String text = "the message couldn't be read: " + why(cause);
        return new Loss(FailureKind.CONTENT, text, cause)
                .orInterrupted(door); // The JDK's channels end with the thread's patience.
    }

    /** What the JDK says of a file is the name of it alone; and some exceptions say nothing. */
    static String why(Throwable cause) {
        if (cause instanceof NoSuchFileException gone && gone.getReason() == null) {
            return "there is no such file any more: keep " + gone.getFile() + " until the message has been sent";
        }
        if (cause instanceof AccessDeniedException denied && denied.getReason() == null) {
            return denied.getFile() + " isn't open to this process: give it the right to read it";
        }
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }
}
