package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SocketErrorsTest {
    static Stream<Arguments> types() {
        return Stream.of(
                Arguments.of(new UnknownHostException("x"), SocketError.HOST_NOT_FOUND),
                Arguments.of(new NoRouteToHostException("Aucun chemin"), SocketError.HOST_UNREACHABLE),
                Arguments.of(new SocketTimeoutException(), SocketError.TIMED_OUT),
                Arguments.of(new NotYetConnectedException(), SocketError.NOT_CONNECTED),
                Arguments.of(new UnsupportedAddressTypeException(), SocketError.ADDRESS_FAMILY_NOT_SUPPORTED),
                Arguments.of(new OutOfMemoryError("direct"), SocketError.NO_BUFFER_SPACE_AVAILABLE),
                Arguments.of(new ConnectException("Verbindungsaufbau abgelehnt"), SocketError.CONNECTION_REFUSED),
                Arguments.of(new ConnectException("Connection timed out"), SocketError.TIMED_OUT),
                Arguments.of(new BindException("Address already in use"), SocketError.ADDRESS_ALREADY_IN_USE),
                Arguments.of(new BindException(null), SocketError.ADDRESS_NOT_AVAILABLE),
                Arguments.of(new BindException("Permission denied"), SocketError.ACCESS_DENIED),
                Arguments.of(new IOException((String) null), SocketError.SOCKET_ERROR),
                Arguments.of(new IllegalStateException("whatever"), SocketError.SOCKET_ERROR));
    }

    @ParameterizedTest
    @MethodSource("types")
    void typeOfTheExceptionIsAskedFirst(Throwable thrown, SocketError expected) {
        assertThat(SocketErrors.of(thrown, true)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Connection reset by peer, CONNECTION_RESET",
        "Connection reset, CONNECTION_RESET",
        "Broken pipe, CONNECTION_RESET",
        "An existing connection was forcibly closed by the remote host, CONNECTION_RESET",
        "An established connection was aborted by the software in your host machine, CONNECTION_ABORTED",
        "Software caused connection abort, CONNECTION_ABORTED",
        "Network is unreachable, NETWORK_UNREACHABLE",
        "NETWORK IS DOWN, NETWORK_DOWN",
        "No route to host, HOST_UNREACHABLE",
        "Host is down, HOST_DOWN",
        "Too many open files, TOO_MANY_OPEN_SOCKETS",
        "No buffer space available, NO_BUFFER_SPACE_AVAILABLE",
        "Transport endpoint is not connected, NOT_CONNECTED",
        "Invalid argument, INVALID_ARGUMENT",
        "Operation timed out, TIMED_OUT",
        "Cannot assign requested address, ADDRESS_NOT_AVAILABLE",
        "Stromausfall, SOCKET_ERROR"
    })
    void messageOfTheSystemIsAskedNext(String message, SocketError expected) {
        assertThat(SocketErrors.of(new IOException(message), true)).isEqualTo(expected);
    }

    @Test
    void closedChannelOfAnOpenSocketMeansThatItWasShutDown() {
        assertThat(SocketErrors.of(new ClosedChannelException(), true)).isEqualTo(SocketError.SHUTDOWN);
        assertThat(SocketErrors.of(new ClosedChannelException(), false)).isEqualTo(SocketError.OPERATION_ABORTED);
        assertThat(SocketErrors.of(new AsynchronousCloseException(), false)).isEqualTo(SocketError.OPERATION_ABORTED);
        assertThat(SocketErrors.of(new ClosedByInterruptException(), false)).isEqualTo(SocketError.INTERRUPTED);
    }
}
