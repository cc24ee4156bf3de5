package org.postrider.mime.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.ContentDisposition;
import org.postrider.mime.ContentType;
import org.postrider.mime.DispositionTypeNames;
import org.postrider.mime.MediaTypeNames;

/** Makes types and dispositions of what received fields say, as far as it makes sense; the rest is left out, never an exception. */
final class ReadTypes {
    private ReadTypes() {}

    /** Reads a content type; nothing, or nonsense, is what RFC 2045, 5.2 says: plain text, unless the context says otherwise. */
    static ContentType contentType(@Nullable String field, String fallback) {
        if (field == null) {
            return new ContentType(fallback);
        }
        ParameterReader.Parameters said = ParameterReader.read(field);
        ContentType type = new ContentType(fallback);
        try {
            type.setMediaType(said.value());
        } catch (IllegalArgumentException expected) {
            type.setMediaType(MediaTypeNames.Text.PLAIN);
        }
        fill(type.getParameters(), said.byName());
        return type;
    }

    /** Reads a disposition; a word that can't be one is, as RFC 2183, 2.8 has it for unknown words, an attachment. */
    static @Nullable ContentDisposition disposition(@Nullable String field) {
        if (field == null) {
            return null;
        }
        ParameterReader.Parameters said = ParameterReader.read(field);
        ContentDisposition disposition = new ContentDisposition();
        try {
            disposition.setDispositionType(said.value());
        } catch (IllegalArgumentException expected) {
            disposition.setDispositionType(DispositionTypeNames.ATTACHMENT);
        }
        fill(disposition.getParameters(), said.byName());
        return disposition;
    }

    /** A file name may be one that leads readers astray, of which the harmless rest is taken. */
    private static void fill(Map<String, String> parameters, Map<String, String> said) {
        said.forEach((name, value) -> {
            if (ParameterText.isToken(name) && !put(parameters, name, value)) {
                put(parameters, name, FileNames.clean(value));
            }
        });
    }

    private static boolean put(Map<String, String> parameters, String name, String value) {
        try {
            parameters.put(name, value);
            return true;
        } catch (IllegalArgumentException expected) {
            return false;
        }
    }
}
