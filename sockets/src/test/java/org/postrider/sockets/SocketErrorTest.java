package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SocketErrorTest {
    /** The enum of .NET, number by number. */
    private static final String TABLE = """
            0 SUCCESS
            -1 SOCKET_ERROR
            10004 INTERRUPTED
            10013 ACCESS_DENIED
            10014 FAULT
            10022 INVALID_ARGUMENT
            10024 TOO_MANY_OPEN_SOCKETS
            10035 WOULD_BLOCK
            10036 IN_PROGRESS
            10037 ALREADY_IN_PROGRESS
            10038 NOT_SOCKET
            10039 DESTINATION_ADDRESS_REQUIRED
            10040 MESSAGE_SIZE
            10041 PROTOCOL_TYPE
            10042 PROTOCOL_OPTION
            10043 PROTOCOL_NOT_SUPPORTED
            10044 SOCKET_NOT_SUPPORTED
            10045 OPERATION_NOT_SUPPORTED
            10046 PROTOCOL_FAMILY_NOT_SUPPORTED
            10047 ADDRESS_FAMILY_NOT_SUPPORTED
            10048 ADDRESS_ALREADY_IN_USE
            10049 ADDRESS_NOT_AVAILABLE
            10050 NETWORK_DOWN
            10051 NETWORK_UNREACHABLE
            10052 NETWORK_RESET
            10053 CONNECTION_ABORTED
            10054 CONNECTION_RESET
            10055 NO_BUFFER_SPACE_AVAILABLE
            10056 IS_CONNECTED
            10057 NOT_CONNECTED
            10058 SHUTDOWN
            10060 TIMED_OUT
            10061 CONNECTION_REFUSED
            10064 HOST_DOWN
            10065 HOST_UNREACHABLE
            10067 PROCESS_LIMIT
            10091 SYSTEM_NOT_READY
            10092 VERSION_NOT_SUPPORTED
            10093 NOT_INITIALIZED
            10101 DISCONNECTING
            10109 TYPE_NOT_FOUND
            11001 HOST_NOT_FOUND
            11002 TRY_AGAIN
            11003 NO_RECOVERY
            11004 NO_DATA
            997 IO_PENDING
            995 OPERATION_ABORTED
            """;

    @Test
    void everyErrorHasItsNumber() {
        String actual = Arrays.stream(SocketError.values())
                .map(error -> error.value() + " " + error + "\n")
                .collect(Collectors.joining());
        assertThat(actual).isEqualTo(TABLE);
    }

    @Test
    void everyNumberFindsItsError() {
        assertThat(SocketError.values())
                .allSatisfy(error ->
                        assertThat(SocketError.fromValue(error.value())).isSameAs(error));
    }

    @Test
    void unknownNumberIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SocketError.fromValue(1))
                .withMessageContaining("number 1;");
    }

    @Test
    void theOtherEnumsHaveTheNumbersOfDotNet() {
        assertThat(SocketAsyncOperation.values())
                .extracting(SocketAsyncOperation::value)
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(SocketAsyncOperation.SEND.value()).isEqualTo(7);
        assertThat(SocketShutdown.values()).extracting(SocketShutdown::value).containsExactly(0, 1, 2);
        assertThat(SocketFlags.NONE.value()).isZero();
    }

    @Test
    void exceptionHasErrorNumberAndCause() {
        Throwable cause = new java.io.IOException("Broken pipe");
        SocketException e = new SocketException(SocketError.CONNECTION_RESET, cause);
        assertThat(e).hasMessage("CONNECTION_RESET (10054): Broken pipe").hasCause(cause);
        assertThat(e.getSocketErrorCode()).isEqualTo(SocketError.CONNECTION_RESET);
        assertThat(e.getErrorCode()).isEqualTo(10054);
        assertThat(new SocketException(SocketError.TIMED_OUT))
                .hasMessage("TIMED_OUT (10060)")
                .hasNoCause();
    }

    @Test
    void disposedObjectIsNamed() {
        ObjectDisposedException e = new ObjectDisposedException("Socket");
        assertThat(e.getObjectName()).isEqualTo("Socket");
        assertThat(e).hasMessage("This Socket has been closed; make a new one");
    }
}
