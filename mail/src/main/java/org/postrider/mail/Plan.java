package org.postrider.mail;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpOptions;

/**
 * What a send begins with: the properties of its client as they are then, and the options that they lead to. It serves the sends after it as
 * well, until a property changes. Thread safe.
 */
final class Plan {
    /** A copy, which nobody changes. */
    final ClientSettings settings;

    private volatile @Nullable SmtpOptions options;

    Plan(ClientSettings settings) {
        this.settings = settings.copy();
    }

    /** Gives what makes a connection. Whoever knows credentials by host may know others by now, and is asked for each send. */
    SmtpOptions options() {
        SmtpOptions known = options;
        if (known == null) {
            known = settings.toOptions();
            options = settings.asksForCredentials() ? null : known;
        }
        return known;
    }
}
