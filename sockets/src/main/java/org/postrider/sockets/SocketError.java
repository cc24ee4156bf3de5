package org.postrider.sockets;

/**
 * What became of a socket operation: {@link #SUCCESS} or the reason why not.
 *
 * <p>Names and numbers are those of System.Net.Sockets.SocketError, which are the numbers of Windows Sockets on every
 * platform, so that a log or a runbook written for .NET reads the same here. Java tells few of them apart by itself;
 * {@link SocketException} keeps what the JDK said as its cause.
 */
public enum SocketError {
    /** The operation succeeded. */
    SUCCESS(0),

    /** It failed for a reason that the platform did not put into words that we know. */
    SOCKET_ERROR(-1),

    /** The blocked thread was interrupted; Java then closes the socket. */
    INTERRUPTED(10004),

    /** The system does not permit it, for example to bind a port that is reserved. */
    ACCESS_DENIED(10013),

    /** The system could not use the memory of the buffer. */
    FAULT(10014),

    /** The system did not take an argument. */
    INVALID_ARGUMENT(10022),

    /** The process or the system has no file descriptor left. */
    TOO_MANY_OPEN_SOCKETS(10024),

    /** It cannot be done without waiting. */
    WOULD_BLOCK(10035),

    /** A blocking operation is in progress. */
    IN_PROGRESS(10036),

    /** The same operation is under way on this socket. */
    ALREADY_IN_PROGRESS(10037),

    /** The descriptor is not one of a socket. */
    NOT_SOCKET(10038),

    /** An address to send to is missing. */
    DESTINATION_ADDRESS_REQUIRED(10039),

    /** The datagram is too long. */
    MESSAGE_SIZE(10040),

    /** The protocol does not fit this type of socket. */
    PROTOCOL_TYPE(10041),

    /** The protocol does not know this option. */
    PROTOCOL_OPTION(10042),

    /** The protocol is not there. */
    PROTOCOL_NOT_SUPPORTED(10043),

    /** This type of socket is not there. */
    SOCKET_NOT_SUPPORTED(10044),

    /** The socket cannot do this. */
    OPERATION_NOT_SUPPORTED(10045),

    /** The protocol family is not there. */
    PROTOCOL_FAMILY_NOT_SUPPORTED(10046),

    /** The address is of a family that the socket cannot reach, such as IPv6 without IPv6. */
    ADDRESS_FAMILY_NOT_SUPPORTED(10047),

    /** Another socket holds the address. */
    ADDRESS_ALREADY_IN_USE(10048),

    /** The address is not one of this host. */
    ADDRESS_NOT_AVAILABLE(10049),

    /** The network is down. */
    NETWORK_DOWN(10050),

    /** No route leads to the network of the peer. */
    NETWORK_UNREACHABLE(10051),

    /** The network dropped the connection. */
    NETWORK_RESET(10052),

    /** The system of this host gave the connection up. */
    CONNECTION_ABORTED(10053),

    /** The peer dropped the connection. */
    CONNECTION_RESET(10054),

    /** There is no memory for the buffers of the operation. */
    NO_BUFFER_SPACE_AVAILABLE(10055),

    /** The socket is connected already. */
    IS_CONNECTED(10056),

    /** The socket is not connected. */
    NOT_CONNECTED(10057),

    /** Sending was shut down before. */
    SHUTDOWN(10058),

    /** The peer did not answer in the time that the system gives it. */
    TIMED_OUT(10060),

    /** Nobody listens at this address. */
    CONNECTION_REFUSED(10061),

    /** The host of the peer is down. */
    HOST_DOWN(10064),

    /** No route leads to the host of the peer. */
    HOST_UNREACHABLE(10065),

    /** Too many processes use the sockets. */
    PROCESS_LIMIT(10067),

    /** The network of this host is not ready. */
    SYSTEM_NOT_READY(10091),

    /** The version of the socket library is out of reach. */
    VERSION_NOT_SUPPORTED(10092),

    /** The socket library was not started. */
    NOT_INITIALIZED(10093),

    /** The peer is shutting the connection down. */
    DISCONNECTING(10101),

    /** The class of service is unknown. */
    TYPE_NOT_FOUND(10109),

    /** The name of the host has no address. */
    HOST_NOT_FOUND(11001),

    /** The name server could not answer now; it may later. */
    TRY_AGAIN(11002),

    /** The name server failed for good. */
    NO_RECOVERY(11003),

    /** The name exists and has no address of this kind. */
    NO_DATA(11004),

    /** The operation is still going on. */
    IO_PENDING(997),

    /** The socket was closed while the operation was pending. */
    OPERATION_ABORTED(995);

    private final int value;

    SocketError(int value) {
        this.value = value;
    }

    /**
     * The number that .NET and Windows Sockets give this error, for example 10061.
     *
     * @return the number
     */
    public int value() {
        return value;
    }

    /**
     * Finds the error that has a number.
     *
     * @param value a number as {@link #value()} returns it
     * @return the error
     * @throws IllegalArgumentException if no error has that number
     */
    public static SocketError fromValue(int value) {
        for (SocketError error : values()) {
            if (error.value == value) {
                return error;
            }
        }
        throw new IllegalArgumentException("No socket error has the number " + value + "; see SocketError.value()");
    }
}
