package org.postrider.testkit.internal.sink;

import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a sink is. Immutable.
 *
 * @param port where it listens on loopback; 0 for a free port
 * @param isPipelining whether PIPELINING is offered
 * @param isChunking whether CHUNKING is offered, and BDAT known
 * @param isSizing whether SIZE is offered, and its parameter known
 * @param isEightBit whether 8BITMIME is offered, and its parameter known
 * @param maxSize the largest message, in octets
 * @param delayNanos how much later each batch of replies leaves
 * @param tls what STARTTLS begins, or null if it isn't offered
 */
public record SinkSettings(
        int port,
        boolean isPipelining,
        boolean isChunking,
        boolean isSizing,
        boolean isEightBit,
        long maxSize,
        long delayNanos,
        @Nullable SSLContext tls) {
    /** The reply to EHLO (RFC 5321, section 4.1.1.1). */
    byte[] offer(boolean secured) {
        List<String> lines = new ArrayList<>(List.of("localhost"));
        addIf(isPipelining, "PIPELINING", lines);
        addIf(isSizing, "SIZE " + maxSize, lines);
        addIf(isEightBit, "8BITMIME", lines);
        addIf(isChunking, "CHUNKING", lines);
        addIf(tls != null && !secured, "STARTTLS", lines);
        lines.add("ENHANCEDSTATUSCODES");
        return SinkReplies.lines(250, lines);
    }

    private static void addIf(boolean wanted, String line, List<String> lines) {
        if (wanted) {
            lines.add(line);
        }
    }
}
