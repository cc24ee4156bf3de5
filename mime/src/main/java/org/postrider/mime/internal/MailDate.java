package org.postrider.mime.internal;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/** Dates as mail writes them (RFC 5322, 3.3), in English whatever the locale. */
public final class MailDate {
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    /** The moment in text, good for the rest of its second; a change of the default zone is seen when that is over. */
    private static volatile Stamp last = new Stamp(Long.MIN_VALUE, "");

    private record Stamp(long second, String text) {}

    private MailDate() {}

    /**
     * Writes the current time in the default zone. Messages of the same second share the text.
     *
     * @return for instance {@code Sat, 21 Nov 2026 09:05:07 +0100}
     */
    public static String now() {
        long second = Math.floorDiv(System.currentTimeMillis(), 1000L);
        Stamp stamp = last;
        if (stamp.second() != second) {
            Instant moment = Instant.ofEpochSecond(second);
            stamp = new Stamp(second, format(OffsetDateTime.ofInstant(moment, ZoneId.systemDefault())));
            last = stamp;
        }
        return stamp.text();
    }

    /**
     * Writes a date.
     *
     * @param date a moment and its offset, cut to the minute
     * @return for instance {@code Sat, 21 Nov 2026 09:05:07 +0100}
     */
    public static String format(OffsetDateTime date) {
        int minutes = date.getOffset().getTotalSeconds() / 60;
        StringBuilder result = new StringBuilder(32)
                .append(DAYS[date.getDayOfWeek().getValue() - 1])
                .append(", ")
                .append(date.getDayOfMonth())
                .append(' ')
                .append(MONTHS[date.getMonthValue() - 1])
                .append(' ')
                .append(date.getYear());
        two(result, ' ', date.getHour());
        two(result, ':', date.getMinute());
        two(result, ':', date.getSecond());
        result.append(' ');
        two(result, minutes < 0 ? '-' : '+', Math.abs(minutes) / 60);
        return result.append(Math.abs(minutes) % 60 / 10)
                .append(Math.abs(minutes) % 10)
                .toString();
    }

    private static void two(StringBuilder result, char before, int number) {
        result.append(before).append(number / 10).append(number % 10);
    }
}
