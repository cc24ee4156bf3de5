package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketAsyncEventArgsTest {
    private final SocketAsyncEventArgs e = new SocketAsyncEventArgs();

    @Test
    void newArgsHaveTheDefaultsOfDotNet() {
        assertThat(e.getBuffer()).isNull();
        assertThat(e.getMemoryBuffer()).isNull();
        assertThat(e.getBufferList()).isNull();
        assertThat(e.getOffset()).isZero();
        assertThat(e.getCount()).isZero();
        assertThat(e.getUserToken()).isNull();
        assertThat(e.getRemoteEndPoint()).isNull();
        assertThat(e.getAcceptSocket()).isNull();
        assertThat(e.getConnectSocket()).isNull();
        assertThat(e.getBytesTransferred()).isZero();
        assertThat(e.getSocketError()).isEqualTo(SocketError.SUCCESS);
        assertThat(e.getSocketException()).isNull();
        assertThat(e.getSocketFlags()).isEqualTo(SocketFlags.NONE);
        assertThat(e.getLastOperation()).isEqualTo(SocketAsyncOperation.NONE);
        assertThat(e.isDisconnectReuseSocket()).isFalse();
    }

    @Test
    void arrayIsSetWithItsRange() {
        byte[] bytes = new byte[10];
        e.setBuffer(bytes, 2, 5);
        assertThat(e.getBuffer()).isSameAs(bytes);
        assertThat(e.getOffset()).isEqualTo(2);
        assertThat(e.getCount()).isEqualTo(5);
        e.setBuffer(bytes);
        assertThat(e.getOffset()).isZero();
        assertThat(e.getCount()).isEqualTo(10);
        assertThat(e.getMemoryBuffer().array()).isSameAs(bytes);
    }

    @Test
    void byteBufferIsSetWithWhatLiesBetweenPositionAndLimit() {
        ByteBuffer buffer = ByteBuffer.allocate(10).position(3).limit(7);
        e.setBuffer(buffer);
        buffer.clear();
        assertThat(e.getBuffer()).isNull();
        assertThat(e.getMemoryBuffer()).isSameAs(buffer);
        assertThat(e.getOffset()).isEqualTo(3);
        assertThat(e.getCount()).isEqualTo(4);
        e.setBuffer(0, 10);
        assertThat(e.getCount()).isEqualTo(10);
        e.setBuffer(new byte[1]);
        assertThat(e.getBuffer()).hasSize(1);
    }

    @Test
    void rangesBeyondTheBufferAreRefused() {
        byte[] bytes = new byte[10];
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> e.setBuffer(bytes, 5, 6));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> e.setBuffer(bytes, -1, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> e.setBuffer(bytes, 1, Integer.MAX_VALUE));
        assertThat(e.getBuffer()).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> e.setBuffer(0, 0)).withMessageContaining("setBuffer");
        e.setBuffer(ByteBuffer.wrap(bytes));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> e.setBuffer(10, 1));
    }

    @Test
    void bufferAndListExcludeEachOtherUntilCleared() {
        e.setBuffer(new byte[1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> e.setBufferList(List.of()))
                .withMessageContaining("setBuffer(null, 0, 0)");
        e.setBufferList(null);
        assertThat(e.getBuffer()).hasSize(1);

        e.setBuffer(null, 0, 0);
        assertThat(e.getMemoryBuffer()).isNull();
        e.setBufferList(List.of(ByteBuffer.allocate(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> e.setBuffer(new byte[1]))
                .withMessageContaining("setBufferList(null)");
        assertThatIllegalArgumentException().isThrownBy(() -> e.setBuffer(ByteBuffer.allocate(1)));
        e.setBuffer(null, 0, 0);
        assertThat(e.getBufferList()).hasSize(1);

        e.setBufferList(null);
        e.setBuffer(new byte[2]);
        assertThat(e.getBuffer()).hasSize(2);
    }

    @Test
    void listIsCopiedWhenSet() {
        List<ByteBuffer> list = new ArrayList<>(List.of(ByteBuffer.allocate(1)));
        e.setBufferList(list);
        list.clear();
        assertThat(e.getBufferList()).hasSize(1);
        assertThatNullPointerException().isThrownBy(() -> e.setBufferList(Arrays.asList(ByteBuffer.allocate(1), null)));
    }

    @Test
    void listOfMoreThanAnIntCountsIsRefused() {
        List<ByteBuffer> list = Collections.nCopies(2049, ByteBuffer.allocate(1 << 20));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> e.setBufferList(list))
                .withMessageContaining("split");
        assertThat(e.getBufferList()).isNull();
    }

    @Test
    void busyArgsRefuseToBeConfiguredAndToBeginAgain() {
        e.beginOperation(this, SocketAsyncOperation.SEND);
        assertThatIllegalStateException().isThrownBy(() -> e.setBuffer(new byte[1]));
        assertThatIllegalStateException().isThrownBy(() -> e.setBuffer(ByteBuffer.allocate(1)));
        assertThatIllegalStateException().isThrownBy(() -> e.setBuffer(0, 0));
        assertThatIllegalStateException().isThrownBy(() -> e.setBufferList(null));
        assertThatIllegalStateException().isThrownBy(() -> e.beginOperation(this, SocketAsyncOperation.SEND));
        e.setUserToken(this);
        assertThat(e.getUserToken()).isSameAs(this);

        e.endOperation(SocketError.TIMED_OUT, 3);
        e.setBuffer(new byte[1]);
        assertThat(e.getSocketError()).isEqualTo(SocketError.TIMED_OUT);
        assertThat(e.getBytesTransferred()).isEqualTo(3);
    }

    @Test
    void endWithoutBeginIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> e.endOperation(SocketError.SUCCESS, 0))
                .withMessageContaining("beginOperation");
    }

    @Test
    void decoratorEndsWithACauseAndRaisesTheEventItself() {
        List<Object> senders = new ArrayList<>();
        e.addCompletedHandler((sender, args) -> senders.add(sender));
        Throwable cause = new IllegalStateException("bad record");

        e.beginOperation("tls", SocketAsyncOperation.RECEIVE);
        e.endOperation(SocketError.SOCKET_ERROR, 0, cause);
        assertThat(senders).isEmpty();
        assertThat(e.getSocketException()).hasCause(cause);

        e.onCompleted(e);
        assertThat(senders).containsExactly("tls");

        e.beginOperation("tls", SocketAsyncOperation.RECEIVE);
        e.endOperation(SocketError.SUCCESS, 1);
        assertThat(e.getSocketException()).isNull();
    }

    @Test
    void closeWhileBusyWaitsForTheEnd() {
        List<SocketError> results = new ArrayList<>();
        e.addCompletedHandler((sender, args) -> results.add(args.getSocketError()));
        e.beginOperation(this, SocketAsyncOperation.SEND);
        e.close();
        e.close();
        assertThatExceptionOfType(ObjectDisposedException.class)
                .isThrownBy(() -> e.beginOperation(this, SocketAsyncOperation.SEND));

        e.endOperation(SocketError.CONNECTION_RESET, 0);
        e.onCompleted(e);
        assertThat(results).containsExactly(SocketError.CONNECTION_RESET);
        assertThatExceptionOfType(ObjectDisposedException.class).isThrownBy(() -> e.setBuffer(new byte[1]));
        e.close();
    }

    @Test
    void handlersRunInTheirOrderAndAreRemovedOneByOne() {
        List<String> calls = new ArrayList<>();
        SocketCompletedHandler a = (sender, args) -> calls.add("a");
        SocketCompletedHandler b = (sender, args) -> calls.add("b");
        e.addCompletedHandler(a);
        e.addCompletedHandler(b);
        e.addCompletedHandler(a);
        e.onCompleted(e);
        assertThat(calls).containsExactly("a", "b", "a");

        calls.clear();
        e.removeCompletedHandler(a);
        e.removeCompletedHandler((sender, args) -> calls.add("never added"));
        e.onCompleted(e);
        assertThat(calls).containsExactly("a", "b");
        assertThatNullPointerException().isThrownBy(() -> e.addCompletedHandler(null));
    }

    @Test
    void handlerThatRemovesItselfTakesEffectTheNextTime() {
        List<String> calls = new ArrayList<>();
        SocketCompletedHandler once = new SocketCompletedHandler() {
            @Override
            public void completed(Object sender, SocketAsyncEventArgs args) {
                calls.add("once");
                args.removeCompletedHandler(this);
            }
        };
        e.addCompletedHandler(once);
        e.addCompletedHandler((sender, args) -> calls.add("always"));
        e.onCompleted(e);
        e.onCompleted(e);
        assertThat(calls).containsExactly("once", "always", "always");
    }

    @Test
    void resultsCanBeOverwritten() {
        e.setSocketError(SocketError.TIMED_OUT);
        assertThat(e.getSocketError()).isEqualTo(SocketError.TIMED_OUT);
        e.setSocketFlags(SocketFlags.NONE);
        assertThatNullPointerException().isThrownBy(() -> e.setSocketError(null));
        assertThatNullPointerException().isThrownBy(() -> e.setSocketFlags(null));
        assertThatNullPointerException().isThrownBy(() -> e.setBuffer((ByteBuffer) null));
    }
}
