package org.postrider.mail.internal.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names of all settings, and which one somebody may have meant. */
final class Names {
    private static final int LONGEST = 60;

    private final List<Setting<?>> known;

    Names(List<Setting<?>> known) {
        this.known = List.copyOf(known);
    }

    @Nullable
    Setting<?> find(String name) {
        return known.stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
    }

    /** Gives the setting of a name that has to be one of ours. */
    Setting<?> require(String name, String place) {
        Setting<?> setting = find(name);
        if (setting == null) {
            throw unknown(
                    place,
                    name,
                    "the known ones are " + known.stream().map(Setting::name).collect(Collectors.joining(", ")));
        }
        return setting;
    }

    /** Gives the setting of a name that may be somebody else's, or null; refuses one of ours misspelt. */
    @Nullable
    Setting<?> recognize(String name, String place) {
        Setting<?> setting = find(name);
        if (setting == null && nearest(name) != null) {
            throw unknown(place, name, "");
        }
        return setting;
    }

    /** Gives the setting of an environment variable that may be somebody else's, or null; refuses one of ours misspelt. */
    @Nullable
    Setting<?> ofVariable(String variable, String place) {
        for (Setting<?> setting : known) {
            if (setting.variable().equals(variable)) {
                return setting;
            }
        }
        Setting<?> meant = nearest(variable.substring(Configuration.VARIABLE_PREFIX.length()));
        if (meant != null) {
            throw new IllegalStateException(place + " is unknown; did you mean " + meant.variable() + "?");
        }
        return null;
    }

    /** Gives the setting of an attribute; the same name at another element is the likeliest mistake. */
    Setting<?> ofAttribute(String element, String attribute, String place) {
        Setting<?> setting = find(attribute);
        if (setting != null && setting.element().equals(element)) {
            return setting;
        }
        Setting<?> meant = setting == null ? nearest(attribute) : setting;
        throw new IllegalStateException(place + ": <" + element + "> has no attribute " + shown(attribute)
                + (meant == null ? "" : "; did you mean " + meant + " of <" + meant.element() + ">?"));
    }

    private IllegalStateException unknown(String place, String name, String otherwise) {
        Setting<?> meant = nearest(name);
        String hint = meant == null ? otherwise : "did you mean " + meant + "?";
        return new IllegalStateException(place + ": there is no setting " + shown(name) + "; " + hint);
    }

    /** What isn't like a name may be the rest of a password that was broken into two lines. */
    private static String shown(String name) {
        boolean plain = name.length() <= LONGEST && name.chars().allMatch(c -> c < 128 && isNameCharacter((char) c));
        return plain ? name : "of this name";
    }

    private static boolean isNameCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
    }

    /** The most alike one of those that differ in up to a quarter of their letters, whatever their case and separators. */
    private @Nullable Setting<?> nearest(String name) {
        String letters = letters(name);
        return known.stream()
                .filter(s ->
                        distance(letters, letters(s.name())) * 4 <= s.name().length())
                .min(Comparator.comparingInt(s -> distance(letters, letters(s.name()))))
                .orElse(null);
    }

    private static String letters(String name) {
        String cut = name.substring(0, Math.min(name.length(), LONGEST));
        return cut.replace("_", "").replace("-", "").replace(".", "").toLowerCase(Locale.ROOT);
    }

    /** How many letters have to be added, dropped, changed or swapped with their neighbours. */
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : fewest(steps, a, i, b, j);
            }
        }
        return steps[a.length()][b.length()];
    }

    private static int fewest(int[][] steps, String a, int i, String b, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(steps[i - 1][j - 1] + change, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
    }
}
