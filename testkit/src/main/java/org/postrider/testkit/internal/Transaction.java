package org.postrider.testkit.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mail transaction in the making (RFC 5321, section 3.3). Belongs to the connection's thread. */
final class Transaction {
    final EnvelopeArgument sender;
    final List<String> recipients = new ArrayList<>();
    final Map<String, Map<String, String>> recipientParameters = new HashMap<>();
    private final Settings.Storage storage;
    private @Nullable Content content;

    Transaction(EnvelopeArgument sender, Settings.Storage storage) {
        this.sender = sender;
        this.storage = storage;
    }

    void add(EnvelopeArgument recipient) {
        recipients.add(recipient.address());
        recipientParameters.put(recipient.address(), recipient.parameters());
    }

    boolean isInternational() {
        return sender.parameters().containsKey("SMTPUTF8");
    }

    boolean hasContent() {
        return content != null;
    }

    /** The content, begun at first use. */
    Content content() {
        if (content == null) {
            String bodyType = sender.parameters().getOrDefault("BODY", "").toUpperCase(Locale.ROOT);
            Chunks chunks = new Chunks(storage.discardBodies());
            content = new Content(chunks, storage.maxSize(), bodyType, isInternational());
        }
        return content;
    }
}
