package org.postrider.mime.internal;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the date of a received message (RFC 5322, 3.3 and 4.3): day names and seconds may be missing, years may have two digits, zones may
 * have names, comments are skipped.
 */
public final class DateReader {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    /** The hours of the zones with names; any other name says nothing, as -0000 does (RFC 5322, 4.3). */
    private static final Map<String, Integer> ZONES =
            Map.of("est", -5, "edt", -4, "cst", -6, "cdt", -5, "mst", -7, "mdt", -6, "pst", -8, "pdt", -7);

    private static final int LONGEST = 200;

    private final StringTokenizer words;

    private DateReader(String text) {
        words = new StringTokenizer(text, " \t,");
    }

    /**
     * Reads a date.
     *
     * @param text the value of a Date field
     * @return the moment with its offset, or null if it can't be read
     */
    public static @Nullable OffsetDateTime read(String text) {
        try {
            return text.length() > LONGEST ? null : new DateReader(text).date();
        } catch (DateTimeException | IllegalArgumentException expected) {
            return null;
        }
    }

    private OffsetDateTime date() {
        String first = next();
        int day = number(Character.isDigit(first.charAt(0)) ? first : next());
        int month = MONTHS.indexOf(next().toLowerCase(Locale.ROOT)) + 1;
        int year = year(next());
        String[] time = next().split(":", -1);
        if (time.length < 2) {
            throw new IllegalArgumentException("the time has no minutes");
        }
        int second = time.length > 2 ? Math.min(number(time[2]), 59) : 0; // 60 is a leap second
        LocalDateTime local = LocalDateTime.of(year, month, day, number(time[0]), number(time[1]), second);
        return local.atOffset(zone(words.hasMoreTokens() ? words.nextToken() : "+0000"));
    }

    private String next() {
        if (!words.hasMoreTokens()) {
            throw new IllegalArgumentException("the date ends early");
        }
        return words.nextToken();
    }

    /** Two digits below 50 belong to this century, all others of two or three to the last (RFC 5322, 4.3). */
    private static int year(String text) {
        int year = number(text);
        int century = text.length() > 3 ? 0 : text.length() == 2 && year < 50 ? 2000 : 1900;
        return century + year;
    }

    private static ZoneOffset zone(String text) {
        char sign = text.charAt(0);
        if (sign != '+' && sign != '-') {
            return ZoneOffset.ofHours(ZONES.getOrDefault(text.toLowerCase(Locale.ROOT), 0));
        }
        int offset = number(text.substring(1));
        int minutes = offset / 100 * 60 + offset % 100;
        return ZoneOffset.ofTotalSeconds((sign == '-' ? -minutes : minutes) * 60);
    }

    private static int number(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("not a number");
        }
        return Integer.parseInt(text);
    }
}
