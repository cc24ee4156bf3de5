package org.postrider.mail.internal.config;

import java.util.HashMap;
import java.util.Map;

/** A configuration while its sources are read, one after the other. */
final class Draft {
    private final Names names;
    private final Map<Setting<?>, Object> values = new HashMap<>();

    Draft(Names names) {
        this.names = names;
    }

    Names names() {
        return names;
    }

    /**
     * Takes a value, which wins over earlier ones. An empty one stands for none, so that a later source can take back what an earlier one
     * gave. The text itself isn't shown: it may be a password in the wrong line.
     */
    void set(Setting<?> setting, String text, String place) {
        if (text.isEmpty()) {
            values.remove(setting);
            return;
        }
        try {
            values.put(setting, setting.read(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(place + ": " + setting + " is wrong: " + e.getMessage(), e);
        }
    }

    Configuration finish() {
        return new Configuration(values);
    }
}
