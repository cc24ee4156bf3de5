package org.postrider.it.readers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is in a message, as lines that every reader writes in the same way: {@code subject "Lunch?"}, {@code from "Jane" <jane@x>}. They
 * are printable ASCII, with anything else as {@code \}{@code u000D}, so that a difference shows and no file can change it.
 */
final class Facts {
    private static final Pattern TRAILING_BREAKS = Pattern.compile("(\\\\u000D\\\\u000A)+\"$");

    private final List<String> lines = new ArrayList<>();

    Facts text(String field, @Nullable String value) {
        lines.add(field + " " + quoted(value));
        return this;
    }

    Facts mailbox(String field, @Nullable String displayName, String address) {
        lines.add(field + " " + quoted(displayName) + " <" + address + ">");
        return this;
    }

    /** Adds the tree. Whether the line breaks at the end are those of the text or of the message nobody can tell, so they don't count. */
    Facts parts(Node root) {
        int first = lines.size();
        root.describe("1", lines);
        lines.set(first, TRAILING_BREAKS.matcher(lines.get(first)).replaceFirst("\""));
        return this;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Nothing and the empty text are the same to a reader. */
    static String quoted(@Nullable String text) {
        StringBuilder result = new StringBuilder("\"");
        for (char c : (text == null ? "" : text).toCharArray()) {
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                result.append("\\u").append(HexFormat.of().withUpperCase().toHexDigits(c));
            } else {
                result.append(c);
            }
        }
        return result.append('"').toString();
    }

    static String digest(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    static byte[] toBytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
