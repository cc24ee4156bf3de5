package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postrider.sockets.ObjectDisposedException;

class CancellationTokenTest {
    private final CancellationTokenSource source = new CancellationTokenSource();
    private final CancellationToken token = source.getToken();

    @Test
    void tokenHearsOfItsSource() {
        assertThat(token.canBeCanceled()).isTrue();
        assertThat(token.isCancellationRequested()).isFalse();
        assertThatCode(token::throwIfCancellationRequested).doesNotThrowAnyException();
        source.cancel();
        assertThat(token.isCancellationRequested()).isTrue();
        assertThat(source.isCancellationRequested()).isTrue();
        assertThatThrownBy(token::throwIfCancellationRequested).isInstanceOf(CancellationException.class);
    }

    @Test
    void nobodyCancelsNone() {
        CancellationToken none = CancellationToken.none();
        assertThat(none.canBeCanceled()).isFalse();
        assertThat(none.isCancellationRequested()).isFalse();
        AtomicInteger calls = new AtomicInteger();
        none.register(calls::incrementAndGet).close();
        assertThat(calls).hasValue(0);
    }

    @Test
    void callbacksRunOnceAndInOrder() {
        List<String> heard = new ArrayList<>();
        token.register(() -> heard.add("first"));
        token.register(() -> heard.add("second"));
        source.cancel();
        source.cancel();
        assertThat(heard).containsExactly("first", "second");
    }

    @Test
    void callbackThatComesTooLateRunsAtOnce() {
        source.cancel();
        AtomicInteger calls = new AtomicInteger();
        token.register(calls::incrementAndGet);
        assertThat(calls).hasValue(1);
    }

    @Test
    void closedRegistrationIsForgotten() {
        AtomicInteger calls = new AtomicInteger();
        CancellationTokenRegistration registration = token.register(calls::incrementAndGet);
        assertThat(source.waiting()).isEqualTo(1);
        registration.close();
        registration.close();
        assertThat(source.waiting()).isZero();
        source.cancel();
        assertThat(calls).hasValue(0);
    }

    @Test
    void allCallbacksRunWhateverOneOfThemThrows() {
        AtomicInteger calls = new AtomicInteger();
        token.register(() -> {
            throw new IllegalStateException("first");
        });
        token.register(calls::incrementAndGet);
        assertThatThrownBy(source::cancel)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("first");
        assertThat(calls).hasValue(1);
    }

    @Test
    void callbackMayUseTheSource() {
        List<Boolean> seen = new ArrayList<>();
        token.register(() -> {
            seen.add(token.isCancellationRequested());
            token.register(() -> seen.add(source.isCancellationRequested()));
        });
        source.cancel();
        assertThat(seen).containsExactly(true, true);
    }

    @Test
    void cancelsAfterTheLastTimeThatWasSet() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        token.register(cancelled::countDown);
        source.cancelAfter(Duration.ofHours(1));
        source.cancelAfter(Duration.ofMillis(1));
        assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> source.cancelAfter(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.001S");
    }

    @Test
    void closedSourceCancelsNothingAnyMore() {
        AtomicInteger calls = new AtomicInteger();
        token.register(calls::incrementAndGet);
        source.close();
        source.close();
        token.register(calls::incrementAndGet);
        assertThatThrownBy(source::cancel).isInstanceOf(ObjectDisposedException.class);
        assertThatThrownBy(() -> source.cancelAfter(Duration.ZERO)).isInstanceOf(ObjectDisposedException.class);
        assertThat(calls).hasValue(0);
        assertThat(token.isCancellationRequested()).isFalse();
    }
}
