package org.postrider.mime.internal;

import org.postrider.mime.FormatException;

/**
 * What a file may be called on its way to somebody else's disk.
 *
 * <p>A name is the last part of a path and shows as what it is. So separators of any system, {@code .} and {@code ..}, a drive letter,
 * control characters, and the characters that turn the direction of writing around ({@code exe.fdp} that reads as {@code pdf.exe}'s
 * mirror image) can't be in it. A leading dot can: it hides a file, but leads nowhere.
 */
public final class FileNames {
    private FileNames() {}

    /**
     * Refuses a name that could lead a reader astray.
     *
     * @param name the name
     * @return the name
     * @throws FormatException if it is a path, or holds a control character or a bidirectional override
     */
    public static String require(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (isSeparator(c)) {
                throw refused("it holds " + Texts.codePoint(c)
                        + ", which parts a path: give the last part of the path alone");
            }
            if (isDeceiving(c)) {
                throw refused("it holds " + Texts.codePoint(c) + " at index " + i
                        + ", a control or a change of writing direction: remove it");
            }
        }
        if (isFolder(name) || hasDrive(name, 0)) {
            throw refused("it is a folder or a drive: give the last part of the path alone");
        }
        return name;
    }

    private static FormatException refused(String why) {
        return new FormatException("A file name can lead readers astray, " + why);
    }

    /**
     * Makes a name that somebody else gave harmless: its last part, without what {@link #require} refuses.
     *
     * @param name any text
     * @return a name that {@link #require} lets pass, or an empty text if nothing is left
     */
    public static String clean(String name) {
        StringBuilder kept = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (isSeparator(c)) {
                kept.setLength(0);
            } else if (!isDeceiving(c)) {
                kept.append(c);
            }
        }
        int start = 0;
        while (hasDrive(kept, start)) {
            start += 2;
        }
        String rest = kept.substring(start);
        return isFolder(rest) ? "" : rest;
    }

    private static boolean isSeparator(char c) {
        return c == '/' || c == '\\';
    }

    private static boolean isDeceiving(char c) {
        return Character.isISOControl(c) || (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
    }

    private static boolean isFolder(String name) {
        return (name.length() == 1 || name.length() == 2) && name.chars().allMatch(c -> c == '.');
    }

    private static boolean hasDrive(CharSequence name, int start) {
        return name.length() > start + 1 && name.charAt(start + 1) == ':' && isLetter(name.charAt(start));
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
