package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postrider.sockets.SocketError;
import org.postrider.sockets.SocketException;

/** As many loops as there may be, started as they are needed, given in turn. */
class LoopsTest {
    private static List<String> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(n -> n.startsWith(name))
                .sorted()
                .toList();
    }

    private static List<Loop> next(Loops loops, int count) {
        return Stream.generate(loops::next).limit(count).toList();
    }

    @Test
    void eachIsGivenInTurn() {
        List<Loop> given = next(new Loops("in-turn", 3), 9);
        assertThat(new HashSet<>(given)).hasSize(3);
        assertThat(given.subList(3, 6)).isEqualTo(given.subList(0, 3)).isEqualTo(given.subList(6, 9));
    }

    @Test
    void noneRunsBeforeItIsNeeded() {
        Loops loops = new Loops("on-demand", 3);
        assertThat(threads("on-demand")).isEmpty();
        loops.next();
        assertThat(threads("on-demand")).containsExactly("on-demand-1");
        loops.next();
        assertThat(threads("on-demand")).containsExactly("on-demand-1", "on-demand-2");
    }

    @Test
    void taskRunsAtHome() throws Exception {
        List<Loop> two = next(new Loops("at-home", 2), 2);
        CompletableFuture<List<Boolean>> homes = new CompletableFuture<>();
        two.get(1).enter(() -> homes.complete(two.stream().map(Door::isHome).toList()));
        assertThat(homes.get(20, TimeUnit.SECONDS)).containsExactly(false, true);
        assertThat(two).noneMatch(Door::isHome);
    }

    /** Each takes a few files, of which there may be no more. */
    @Test
    void thoseThatRunDoTheWorkOfOneThatCannotBeStarted() {
        boolean[] exhausted = {true};
        Loops loops = new Loops(2, number -> {
            if (exhausted[0]) {
                throw new SocketException(SocketError.TOO_MANY_OPEN_SOCKETS);
            }
            return new Loop("scarce-" + number);
        });
        assertThatExceptionOfType(SocketException.class).isThrownBy(loops::next);
        exhausted[0] = false;
        Loop first = loops.next();
        exhausted[0] = true;
        assertThat(next(loops, 3)).containsOnly(first);
        exhausted[0] = false;
        assertThat(new HashSet<>(next(loops, 2))).hasSize(2).contains(first);
    }

    @Test
    void thoseThatRunDoTheWorkOfOneThatHasNoThread() {
        boolean[] exhausted = {false};
        Loops loops = new Loops(2, number -> {
            if (exhausted[0]) {
                throw new OutOfMemoryError("unable to create native thread, as the test wants it");
            }
            return new Loop("threadless-" + number);
        });
        Loop first = loops.next();
        exhausted[0] = true;
        assertThat(next(loops, 3)).containsOnly(first);
    }
}
