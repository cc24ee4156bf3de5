package org.postrider.mail;

import java.util.Locale;
import org.postrider.mime.ContentType;
import org.postrider.mime.FormatException;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.internal.Texts;

/** Puts calendars into messages, in the shape that calendar programs agree on beside RFC 6047. */
final class Calendars {
    private static final String BEGIN = "BEGIN:VCALENDAR";
    private static final String METHOD = "METHOD:";
    private static final int LONGEST_METHOD = 40;

    private Calendars() {}

    static void add(MailMessage message, String calendar) {
        requireCalendar(calendar);
        ContentType view = new ContentType(MediaTypeNames.Text.CALENDAR + "; charset=utf-8");
        view.getParameters().put("method", method(calendar));
        // As text/calendar, the attachment would be a second invitation to some readers.
        ContentType file = new ContentType("application/ics; charset=utf-8; name=invite.ics");
        Attachment attachment = Attachment.createAttachmentFromString(calendar, file);
        message.getAlternateViews().add(AlternateView.createAlternateViewFromString(calendar, view));
        message.getAttachments().add(attachment);
    }

    /** Refuses what {@link #add} would refuse, and gives it back. */
    static String requireCalendar(String calendar) {
        method(Texts.requireText(calendar, "The calendar"));
        return calendar;
    }

    /** The type has to say the same as the object (RFC 6047, 2.4). Lines that begin with a blank belong to the one before. */
    private static String method(String calendar) {
        if (!calendar.regionMatches(true, 0, BEGIN, 0, BEGIN.length())) {
            throw new FormatException("A calendar begins with " + BEGIN + ": give the whole iCalendar object");
        }
        String method = calendar.lines()
                .filter(line -> line.regionMatches(true, 0, METHOD, 0, METHOD.length()))
                .findFirst()
                .map(line -> line.substring(METHOD.length()).strip().toUpperCase(Locale.ROOT))
                .orElse("");
        boolean word = method.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-');
        if (method.isEmpty() || method.length() > LONGEST_METHOD || !word) {
            throw new FormatException("The calendar doesn't say what it is for: give it a line such as METHOD:REQUEST");
        }
        return method;
    }
}
