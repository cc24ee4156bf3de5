package org.postrider.mail.internal.config;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file of .NET, such as {@code app.config} or {@code web.config}, as it stands: the {@code <smtp>} section of its
 * {@code <mailSettings>} counts, all else is passed over. The section may also be the whole file, alone or inside its parents. It and each
 * of its elements stand there once.
 *
 * <p>Nothing is loaded because the file says so, but for a {@code configSource} beside it, as in .NET: document types are refused. The
 * trap: what the XML parser says of a malformed file may quote a password, so it isn't passed on.
 */
final class DotnetFile {
    private static final List<String> SECTION = List.of("configuration", "system.net", "mailSettings", "smtp");
    private static final Set<String> CHILDREN = Set.of("network", "specifiedPickupDirectory");

    /** In place of a {@code <location>} that is no restriction. */
    private static final String EVERYWHERE = "";

    /** What any section of .NET may have, for files below it; there are none. */
    private static final Set<String> LOCKS =
            Set.of("lockAttributes", "lockAllAttributesExcept", "lockElements", "lockAllElementsExcept", "lockItem");

    private final String file;
    private final @Nullable Path path;
    private final Draft draft;
    private final List<String> ancestors = new ArrayList<>();
    private final Map<String, String> places = new HashMap<>();
    private boolean elsewhere;

    DotnetFile(String file, @Nullable Path path, Draft draft) {
        this.file = file;
        this.path = path;
        this.draft = draft;
    }

    /** Tells by the first character: no name of a property begins so. */
    static boolean isLikely(String text) {
        return text.stripLeading().startsWith("<");
    }

    void read(String text) {
        XMLStreamReader reader = null;
        try {
            reader = parsers().createXMLStreamReader(new StringReader(text));
            readAll(reader);
        } catch (XMLStreamException e) {
            throw malformed(reader == null ? 1 : reader.getLocation().getLineNumber());
        }
        if (places.isEmpty()) {
            throw new IllegalStateException(
                    file + " has no <" + String.join("><", SECTION) + ">; name a file that has one");
        }
    }

    /** The JDK's own parser, whatever else is on the class path, with no way out of the file. */
    private static XMLInputFactory parsers() {
        XMLInputFactory parsers = XMLInputFactory.newDefaultFactory();
        parsers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        parsers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return parsers;
    }

    /** The parser tells where an element ends; it begins where what is before it has ended. */
    private void readAll(XMLStreamReader reader) throws XMLStreamException {
        while (reader.hasNext()) {
            String place = file + ", line " + reader.getLocation().getLineNumber();
            switch (reader.next()) {
                case XMLStreamConstants.DTD ->
                    throw new IllegalStateException(
                            place + ": a configuration has no document type; remove <!DOCTYPE>");
                case XMLStreamConstants.START_ELEMENT -> enter(reader, place);
                case XMLStreamConstants.END_ELEMENT -> ancestors.remove(ancestors.size() - 1);
                default -> {}
            }
        }
    }

    private void enter(XMLStreamReader reader, String place) {
        String element = reader.getLocalName();
        boolean child = isSection(ancestors);
        ancestors.add(element.equals("location") ? location(reader) : element);
        if (child && !CHILDREN.contains(element)) {
            throw new IllegalStateException(place + ": <smtp> has no element <" + element + ">; there are " + CHILDREN);
        }
        if (child || isSection(ancestors)) {
            requireFirst(element, place);
            readAttributes(reader, element, place);
        }
    }

    /** As .NET does: of two elements one's host would get the other's password. */
    private void requireFirst(String element, String place) {
        String first = places.putIfAbsent(element, place);
        if (first != null) {
            throw new IllegalStateException(
                    place + ": there is a <" + element + "> already (" + first + "); leave one of the two");
        }
        if (elsewhere) {
            throw new IllegalStateException(place + ": the section has a configSource, which says it all; move <"
                    + element + "> there, or leave out the configSource");
        }
    }

    private static boolean isSection(List<String> elements) {
        if (elements.size() > SECTION.size() + 1) {
            return false;
        }
        List<String> plain =
                elements.stream().filter(e -> !e.equals(EVERYWHERE)).toList();
        return !plain.isEmpty()
                && plain.equals(SECTION.subList(Math.max(0, SECTION.size() - plain.size()), SECTION.size()));
    }

    private static String location(XMLStreamReader reader) {
        String path = reader.getAttributeValue(null, "path");
        return path == null || path.isEmpty() || path.equals(".") ? EVERYWHERE : "location";
    }

    private void readAttributes(XMLStreamReader reader, String element, String place) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String attribute = reader.getAttributeLocalName(i);
            String value = reader.getAttributeValue(i);
            if (attribute.equals("configSource") && element.equals("smtp")) {
                elsewhere = true;
                readSource(value, place);
            } else if (!LOCKS.contains(attribute)) {
                draft.set(draft.names().ofAttribute(element, attribute, place), value, place);
            }
        }
    }

    /** As in .NET, the section may stand in another file, in the same directory or below, which can't point further. */
    private void readSource(String source, String place) {
        Path directory = path == null ? null : path.toAbsolutePath().normalize().getParent();
        Path target = directory == null
                ? null
                : directory.resolve(source.replace('\\', '/')).normalize();
        if (target == null || !target.startsWith(directory) || target.equals(directory)) {
            throw new IllegalStateException(
                    place
                            + ": configSource names a file in the directory of the configuration file or below; write the section here");
        }
        ConfigurationFile.readSource(target, place + ": configSource", draft);
    }

    private IllegalStateException malformed(int line) {
        return new IllegalStateException(file + ", line " + line
                + ": this isn't well-formed XML; in values, & is written &amp;, < is &lt; and \" is &quot;");
    }
}
