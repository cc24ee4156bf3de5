package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class BlocksTest {
    private static final Runnable NOTHING = () -> {};

    private final Blocks blocks = new Blocks(2);

    @Test
    void largeOnesAreOutsideOfTheHeapAndHaveRoomForTheMeasure() {
        WireArgs block = blocks.lend(Blocks.MOST, true, NOTHING);
        assertThat(block.buffer().isDirect()).isTrue();
        assertThat(block.buffer().remaining()).isGreaterThan(Blocks.MOST).isLessThan(Blocks.MOST + 100);
        assertThat(blocks.lend(Blocks.MOST / 2, true, NOTHING).buffer().remaining())
                .isBetween(Blocks.MOST / 2, Blocks.MOST / 2 + 100);
    }

    @Test
    void whoSendsLittleOrEncryptsGetsASmallOne() {
        for (WireArgs block :
                new WireArgs[] {blocks.lend(Blocks.LEAST, true, NOTHING), blocks.lend(Blocks.MOST, false, NOTHING)}) {
            assertThat(block.buffer().isDirect()).isFalse();
            assertThat(block.buffer().remaining()).isBetween(Blocks.LEAST, Blocks.LEAST + 100);
        }
        assertThat(blocks.lent()).isZero();
    }

    @Test
    void whenAllLargeOnesAreLentSmallOnesAreToBeHadUntilOneComesBack() {
        WireArgs one = blocks.lend(Blocks.MOST, true, NOTHING);
        blocks.lend(Blocks.MOST, true, NOTHING);
        WireArgs third = blocks.lend(Blocks.MOST, true, NOTHING);
        assertThat(third.buffer().isDirect()).isFalse();
        assertThat(third.buffer().remaining()).isLessThan(Blocks.LEAST + 100);
        blocks.takeBack(third);
        assertThat(blocks.lent()).isEqualTo(2);
        blocks.takeBack(one);
        assertThat(blocks.lent()).isEqualTo(1);
        assertThat(blocks.lend(Blocks.MOST, true, NOTHING)).isSameAs(one);
    }

    @Test
    void noneIsTakenBackTwice() {
        WireArgs block = blocks.lend(Blocks.MOST, true, NOTHING);
        blocks.takeBack(block);
        assertThatIllegalStateException().isThrownBy(() -> blocks.takeBack(block));
        assertThat(blocks.lent()).isZero();
    }

    @Test
    void completionIsToldToTheBorrowerOfTheMoment() {
        int[] told = {0, 0};
        WireArgs block = blocks.lend(Blocks.MOST, true, () -> told[0]++);
        block.raise();
        blocks.takeBack(block);
        blocks.lend(Blocks.MOST, true, () -> told[1]++).raise();
        assertThat(told).containsExactly(1, 1);
    }
}
