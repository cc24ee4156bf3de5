package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Pools that notice what must not happen to a buffer: that it is given back twice, while an operation uses it, or with something in
 * clear; and that it is touched afterwards, for what was given back is poisoned.
 */
final class CheckedBuffers implements IntFunction<BufferPool> {
    private static final byte POISON = 0x5a;

    private final Map<Integer, BufferPool> pools = new HashMap<>();
    private final Set<WireArgs> lent = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<WireArgs> returned = Collections.newSetFromMap(new IdentityHashMap<>());
    private byte @Nullable [] secret;
    private int made;

    @Override
    public BufferPool apply(int capacity) {
        return pools.computeIfAbsent(capacity, Checked::new);
    }

    /** Lets no buffer come back that holds this. */
    void forbid(byte[] octets) {
        secret = octets;
    }

    int lent() {
        return lent.size();
    }

    int made() {
        return made;
    }

    /** Fails if a buffer was touched after it was given back. */
    void check() {
        assertThat(returned).allSatisfy(CheckedBuffers::isUntouched);
    }

    private static void isUntouched(WireArgs args) {
        ByteBuffer expected = ByteBuffer.allocate(args.buffer().capacity());
        Arrays.fill(expected.array(), POISON);
        assertThat(args.buffer().array()).as("a buffer that was given back").isEqualTo(expected.array());
    }

    private static boolean holds(WireArgs args, byte[] octets) {
        String all = new String(args.buffer().array(), StandardCharsets.ISO_8859_1);
        return all.contains(new String(octets, StandardCharsets.ISO_8859_1));
    }

    private final class Checked extends BufferPool {
        Checked(int capacity) {
            super(capacity);
        }

        @Override
        WireArgs lend(Runnable completed) {
            WireArgs args = super.lend(completed);
            if (returned.remove(args)) {
                isUntouched(args);
            } else {
                made++;
            }
            lent.add(args);
            return args;
        }

        @Override
        void takeBack(WireArgs args) {
            assertThat(lent.remove(args)).as("lent").isTrue();
            if (secret != null) {
                assertThat(holds(args, secret))
                        .as("comes back with something in clear")
                        .isFalse();
            }
            super.takeBack(args);
            Arrays.fill(args.buffer().array(), POISON);
            returned.add(args);
        }
    }
}
