package org.postrider.testkit.internal.mime;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects parameters, joins continuations, and decodes extended values (RFC 2231). */
final class ParameterSections {
    private static final int MOST_SECTIONS = 1000;

    private final Map<String, String> plain = new LinkedHashMap<>();

    void add(String name, String value) {
        plain.putIfAbsent(name, value);
    }

    Map<String, String> decoded() {
        Map<String, String> decoded = new LinkedHashMap<>();
        for (String name : plain.keySet()) {
            int star = name.indexOf('*');
            String base = star < 0 ? name : name.substring(0, star);
            decoded.computeIfAbsent(base, this::value);
        }
        return Map.copyOf(decoded);
    }

    /** The extended form wins over the plain one that stands there for old readers. */
    private String value(String base) {
        if (plain.containsKey(base + "*") || plain.containsKey(base + "*0") || plain.containsKey(base + "*0*")) {
            return joined(base);
        }
        return plain.getOrDefault(base, "");
    }

    private String joined(String base) {
        ExtendedValue extended = new ExtendedValue();
        if (plain.containsKey(base + "*")) {
            extended.addEncoded(plain.getOrDefault(base + "*", ""));
            return extended.text();
        }
        for (int i = 0; i < MOST_SECTIONS; i++) {
            String name = base + "*" + i;
            if (plain.containsKey(name + "*")) {
                extended.addEncoded(plain.getOrDefault(name + "*", ""));
            } else if (plain.containsKey(name)) {
                extended.addPlain(plain.getOrDefault(name, ""));
            } else {
                break;
            }
        }
        return extended.text();
    }
}
