package org.postrider.testkit.internal;

import java.time.Instant;
import java.util.List;
import org.postrider.testkit.Violation;

/** What the server noted when a message was complete. */
record Receipt(String queueId, Instant receivedAt, long wireSize, List<Violation> violations) {}
