package org.postrider.benchmarks.load;

import java.util.Locale;
import java.util.stream.Stream;
import org.postrider.benchmarks.Payload;

/** What is sent, over how many connections, to what sink. */
enum Scenario {
    TEXT1K_C1(Payload.TEXT1K, 1, Link.NEAR),
    TEXT1K_C10(Payload.TEXT1K, 10, Link.NEAR),
    /** Without CHUNKING. */
    TEXT1K_C10_DATA(Payload.TEXT1K, 10, Link.NEAR_DATA),
    TEXT1K_C1000(Payload.TEXT1K, 1000, Link.NEAR),
    /** Replies come 20 ms later. */
    RTT20_C1(Payload.TEXT1K, 1, Link.FAR),
    RTT20_C1_DATA(Payload.TEXT1K, 1, Link.FAR_DATA),
    RTT20_C10(Payload.TEXT1K, 10, Link.FAR),
    RTT20_C10_DATA(Payload.TEXT1K, 10, Link.FAR_DATA),
    ALT10K_C10(Payload.ALT10K, 10, Link.NEAR),
    ATT1M_C10(Payload.ATT1M, 10, Link.NEAR),
    TLS_TEXT1K_C10(Payload.TEXT1K, 10, Link.TLS),
    TLS_ATT1M_C10(Payload.ATT1M, 10, Link.TLS);

    private enum Link {
        NEAR(0, true, false),
        NEAR_DATA(0, false, false),
        FAR(20, true, false),
        FAR_DATA(20, false, false),
        TLS(0, true, true);

        private final int delayMillis;
        private final boolean chunking;
        private final boolean tls;

        Link(int delayMillis, boolean chunking, boolean tls) {
            this.delayMillis = delayMillis;
            this.chunking = chunking;
            this.tls = tls;
        }
    }

    private final Payload payload;
    private final int connections;
    private final Link link;

    Scenario(Payload payload, int connections, Link link) {
        this.payload = payload;
        this.connections = connections;
        this.link = link;
    }

    Payload payload() {
        return payload;
    }

    int connections() {
        return connections;
    }

    int delayMillis() {
        return link.delayMillis;
    }

    boolean isChunking() {
        return link.chunking;
    }

    boolean isTls() {
        return link.tls;
    }

    /**
     * {@return how many messages a connection has in flight, for those who can} Many where they leave and are answered together: short ones, and
     * from afar; a large one is busy alone, and a thousand connections have enough with a few each.
     */
    int depth() {
        if (payload == Payload.ATT1M) {
            return 2;
        }
        boolean together = payload == Payload.TEXT1K && connections <= 10 && isChunking();
        return together || delayMillis() > 0 ? 64 : 8;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Scenario of(String label) {
        return Stream.of(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no scenario %s".formatted(label)));
    }

    /** {@return one line that says what it is} */
    String title() {
        return String.format(
                Locale.ROOT,
                "%s, %d connection%s%s%s%s",
                payload.name().toLowerCase(Locale.ROOT),
                connections,
                connections == 1 ? "" : "s",
                isTls() ? ", STARTTLS" : "",
                isChunking() ? "" : ", no CHUNKING",
                delayMillis() == 0 ? "" : ", replies " + delayMillis() + " ms away");
    }
}
