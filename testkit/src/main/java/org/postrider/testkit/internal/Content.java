package org.postrider.testkit.internal;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.postrider.testkit.Violation;
import org.postrider.testkit.Violation.Kind;

/**
 * Takes the content of one message, free of its transport, and watches the rules of RFC 5322 and 5321 for it.
 *
 * <p>Belongs to the connection's thread until the message is complete. Above the size limit it counts and keeps nothing.
 */
final class Content {
    private static final int LONGEST_LINE = 998;

    private final Chunks chunks;
    private final long maxSize;
    private final boolean allowsBinary;
    private final boolean allows8BitHeader;
    private final boolean allows8BitBody;
    private final Set<Kind> found = EnumSet.noneOf(Kind.class);
    private final List<Violation> violations = new ArrayList<>();
    private long size;
    private long lineStart;
    private boolean isInHeader = true;
    private int previous = '\n';

    Content(Chunks chunks, long maxSize, String bodyType, boolean isInternational) {
        this.chunks = chunks;
        this.maxSize = maxSize;
        this.allowsBinary = bodyType.equals("BINARYMIME");
        this.allows8BitBody = allowsBinary || bodyType.equals("8BITMIME");
        this.allows8BitHeader = isInternational || allows8BitBody;
    }

    void append(byte[] bytes, int offset, int length) {
        if (!allowsBinary) {
            for (int i = offset; i < offset + length; i++) {
                watch(bytes[i] & 0xFF);
            }
        } else {
            size += length;
        }
        if (size <= maxSize) {
            chunks.append(bytes, offset, length);
        }
    }

    private void watch(int octet) {
        if (octet == '\n') {
            endLine();
        } else if (previous == '\r') {
            violated(Kind.BARE_CR);
        }
        if (octet == 0) {
            violated(Kind.NUL);
        } else if (octet >= 0x80 && !(isInHeader ? allows8BitHeader : allows8BitBody)) {
            violated(Kind.UNANNOUNCED_8BIT);
        }
        previous = octet;
        size++;
    }

    private void endLine() {
        if (previous != '\r') {
            violated(Kind.BARE_LF);
            return;
        }
        long length = size - 1 - lineStart;
        if (length > LONGEST_LINE) {
            violated(Kind.LINE_TOO_LONG);
        }
        isInHeader &= length > 0;
        lineStart = size + 1;
    }

    private void violated(Kind kind) {
        if (found.add(kind)) {
            violations.add(new Violation(kind, "at byte " + size + " of the message"));
        }
    }

    long size() {
        return size;
    }

    boolean isTooLarge() {
        return size > maxSize;
    }

    Chunks chunks() {
        return chunks;
    }

    /** What was found; also looks at the end, where a CR may wait for an LF that never came. */
    List<Violation> finish() {
        if (previous == '\r' && !allowsBinary) {
            violated(Kind.BARE_CR);
        }
        return violations;
    }
}
