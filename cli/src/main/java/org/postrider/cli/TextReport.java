package org.postrider.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.RecipientResult;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpReply;

/** One line for each recipient, one for the message, one for its queue id. A failure is told on standard error, by {@link Faults}. */
final class TextReport implements Report {
    private static final int NARROW = 10;

    @Override
    public void print(SendResult result, @Nullable DeliveryException failure, PrintWriter out) {
        int width = result.recipients().stream()
                .mapToInt(recipient -> recipient.address().length())
                .reduce(NARROW, Math::max);
        for (RecipientResult recipient : result.recipients()) {
            line(out, width, recipient.address(), said(recipient.reply()));
        }
        if (failure == null) {
            result.reply().ifPresent(reply -> line(out, width, "message", said(reply)));
            result.queueId().ifPresent(id -> line(out, width, "queue id", id));
        }
    }

    private static String said(SmtpReply reply) {
        return (reply.isPositive() ? "accepted  " : "refused   ") + reply;
    }

    private static void line(PrintWriter out, int width, String subject, String text) {
        out.println(String.format(Locale.ROOT, "%-" + width + "s  %s", subject, text));
    }
}
