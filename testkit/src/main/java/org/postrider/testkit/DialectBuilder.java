package org.postrider.testkit;

import java.util.Locale;
import org.postrider.testkit.internal.SettingsDraft;

/**
 * The part of a {@link SmtpTestServer.Builder} that chooses what the server speaks. Not thread safe.
 *
 * @param <B> the builder itself
 */
abstract sealed class DialectBuilder<B extends DialectBuilder<B>> permits SmtpTestServer.Builder {
    final SettingsDraft draft = new SettingsDraft();

    abstract B self();

    /**
     * Speaks LMTP (RFC 2033) in place of SMTP: {@code LHLO}, and behind the message a reply for each accepted recipient, each with a
     * copy of its own in the inbox. A rule for {@link Step#END_OF_DATA} is asked once for each of them; its line is the recipient.
     *
     * @return this builder
     */
    public B lmtp() {
        draft.isLmtp = true;
        return self();
    }

    /**
     * Leaves extensions out of the {@code EHLO} reply, and doesn't know their parameters and commands.
     *
     * @param keywords names such as {@code PIPELINING}
     * @return this builder
     */
    public B without(String... keywords) {
        for (String keyword : keywords) {
            draft.hidden.add(keyword.toUpperCase(Locale.ROOT));
        }
        return self();
    }

    /**
     * Adds lines to the {@code EHLO} reply; {@code CHUNKING} and {@code BINARYMIME} (RFC 3030) also work, others are just shown.
     *
     * @param lines keywords with their parameters, if any
     * @return this builder
     * @throws IllegalArgumentException if one has a line break
     */
    public B with(String... lines) {
        for (String line : lines) {
            draft.extra.add(oneLine(line));
        }
        return self();
    }

    /** A reply couldn't be made of more, and each connection would end where it is due. */
    static String oneLine(String text) {
        if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(
                    "A line break can't be part of it: pass one string for each line; for odd replies use a Script");
        }
        return text;
    }

    /**
     * Knows no {@code EHLO}, and so no extension: only {@code HELO} as of old.
     *
     * @return this builder
     */
    public B helloOnly() {
        draft.isHelloOnly = true;
        return self();
    }
}
