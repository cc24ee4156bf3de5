package org.postrider.it.readers;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A part of a message as a reader sees it.
 *
 * @param type the media type
 * @param parameters those of the media type, save for the technical ones: charset, boundary and name
 * @param disposition {@code attachment}, {@code inline} or nothing
 * @param fileName the name of today's readers, from the disposition
 * @param oldName the name of old readers, from the type
 * @param contentId without brackets
 * @param content the text in quotes, or a digest; the subject of a message within the message; nothing for a multipart
 * @param parts what a multipart or a message holds
 */
record Node(
        String type,
        Map<String, String> parameters,
        @Nullable String disposition,
        @Nullable String fileName,
        @Nullable String oldName,
        @Nullable String contentId,
        String content,
        List<Node> parts) {

    static Node text(String type, String text) {
        return leaf(type, Facts.quoted(text));
    }

    static Node bytes(String type, byte[] content) {
        return leaf(type, Facts.digest(content));
    }

    static Node multipart(String subtype, Node... parts) {
        return new Node("multipart/" + subtype, Map.of(), null, null, null, null, "", List.of(parts));
    }

    static Node message(String subject, Node root) {
        return new Node("message/rfc822", Map.of(), null, null, null, null, Facts.quoted(subject), List.of(root));
    }

    private static Node leaf(String type, String content) {
        return new Node(type, Map.of(), null, null, null, null, content, List.of());
    }

    Node with(String parameter, String value) {
        Map<String, String> more = new TreeMap<>(parameters);
        more.put(parameter, value);
        return new Node(type, more, disposition, fileName, oldName, contentId, content, parts);
    }

    Node attached(@Nullable String name) {
        return new Node(type, parameters, "attachment", name, name, contentId, content, parts);
    }

    Node identified(String id) {
        return new Node(type, parameters, disposition, fileName, oldName, id, content, parts);
    }

    void describe(String path, List<String> lines) {
        StringBuilder line = new StringBuilder(path).append(' ').append(type);
        new TreeMap<>(parameters)
                .forEach((name, value) ->
                        line.append(' ').append(name).append('=').append(Facts.quoted(value)));
        line.append(" disposition=").append(Objects.requireNonNullElse(disposition, "none"));
        line.append(" filename=").append(Facts.quoted(fileName));
        line.append(" name=").append(Facts.quoted(oldName));
        line.append(" id=").append(Facts.quoted(contentId)).append(' ').append(content);
        lines.add(line.toString());
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).describe(path + "." + (i + 1), lines);
        }
    }
}
