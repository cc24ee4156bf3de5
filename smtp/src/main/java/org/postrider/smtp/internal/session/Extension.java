package org.postrider.smtp.internal.session;

import java.util.EnumSet;
import java.util.Set;

/** What a server may offer that changes what is said of a message, or before the first: asked for each message, so it is found out once. */
enum Extension {
    CHUNKING,
    DSN,
    EIGHT_BIT_MIME("8BITMIME"),
    PIPELINING,
    REQUIRETLS,
    SIZE,
    SMTPUTF8,
    STARTTLS;

    private final String keyword;

    Extension() {
        keyword = name();
    }

    Extension(String keyword) {
        this.keyword = keyword;
    }

    /** Gives those whose keywords, in upper case, are among the ones that were offered. */
    static Set<Extension> among(Set<String> offered) {
        Set<Extension> found = EnumSet.noneOf(Extension.class);
        for (Extension each : values()) {
            if (offered.contains(each.keyword)) {
                found.add(each);
            }
        }
        return found;
    }
}
