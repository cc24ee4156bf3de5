package org.postrider.mail;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.postrider.smtp.DsnNotify;
import org.postrider.smtp.DsnOptions;
import org.postrider.smtp.DsnReturn;
import org.postrider.smtp.Envelope;

/**
 * Reads off a message what the server is told of it: MAIL FROM, RCPT TO and what notices are asked for. For whoever drives
 * {@link org.postrider.smtp.SmtpSender} directly; {@code SmtpClient} does it by itself.
 */
public final class MailEnvelope {
    private MailEnvelope() {}

    /**
     * Makes the envelope of a message: its Sender, else its From, and its recipients in To, Bcc and Cc; of one that is
     * {@linkplain MailMessage#setResent handed on}, those of the Resent fields alone.
     *
     * @param message the message
     * @return whom a server would be told now
     * @throws IllegalStateException if the message has no author, or nobody to go to
     */
    public static Envelope of(MailMessage message) {
        List<String> recipients = recipients(message);
        if (recipients.isEmpty()) {
            throw new IllegalStateException("The message has no recipient: add one to getTo(), getCc() or getBcc()");
        }
        return of(message, recipients);
    }

    /** Makes the envelope for others than the message names. */
    static Envelope of(MailMessage message, List<String> recipients) {
        return new Envelope(reversePath(message), recipients, dsn(message), message.isTlsRequired());
    }

    private static DsnOptions dsn(MailMessage message) {
        Set<DsnNotify> notifications = notifications(message);
        DsnReturn returned = message.getDeliveryNotificationReturn();
        String id = message.getEnvelopeId();
        boolean none = notifications.isEmpty() && returned == null && id == null;
        return none ? DsnOptions.NONE : new DsnOptions(notifications, returned, id);
    }

    /** The mailbox that failures are reported to: that of whoever sends the message this time, or empty for nobody's. */
    static String reversePath(MailMessage message) {
        Resent resent = message.getResent();
        MailAddress sender = resent == null ? message.getSender() : resent.getSender();
        MailAddress author = resent == null ? message.getFrom() : resent.getFrom();
        MailAddress reported = sender == null ? author : sender;
        if (reported == null) {
            throw new IllegalStateException("The message has no author: call setFrom before it is sent");
        }
        return message.isNullReversePath() ? "" : reported.mailbox();
    }

    /** All mailboxes that the message goes to, in .NET's order; the same one twice if it was added twice. */
    static List<String> recipients(MailMessage message) {
        Resent resent = message.getResent();
        return resent == null
                ? mailboxes(message.getTo(), message.getBcc(), message.getCc())
                : mailboxes(resent.getTo(), resent.getBcc(), resent.getCc());
    }

    private static List<String> mailboxes(
            MailAddressCollection to, MailAddressCollection bcc, MailAddressCollection cc) {
        String[] all = new String[to.size() + bcc.size() + cc.size()];
        int count = put(to, all, 0);
        count = put(bcc, all, count);
        put(cc, all, count);
        return List.of(all);
    }

    private static int put(MailAddressCollection some, String[] all, int start) {
        for (int i = 0; i < some.size(); i++) {
            all[start + i] = some.get(i).mailbox();
        }
        return start + some.size();
    }

    private static Set<DsnNotify> notifications(MailMessage message) {
        Set<DeliveryNotificationOptions> options = message.getDeliveryNotificationOptions();
        if (options.isEmpty()) {
            return Set.of();
        }
        Set<DsnNotify> asked = EnumSet.noneOf(DsnNotify.class);
        for (DeliveryNotificationOptions option : options) {
            switch (option) {
                case ON_SUCCESS -> asked.add(DsnNotify.SUCCESS);
                case ON_FAILURE -> asked.add(DsnNotify.FAILURE);
                case DELAY -> asked.add(DsnNotify.DELAY);
                case NEVER -> asked.add(DsnNotify.NEVER);
                case NONE -> throw new IllegalStateException("NONE is no notification");
            }
        }
        return asked;
    }
}
