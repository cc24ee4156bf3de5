package org.postrider.testkit;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection did: which commands came, in which packets, and how it ended.
 *
 * <p>A live view, thread safe: while the connection is open, each call tells more; lists are snapshots.
 */
public interface Session {
    /** How a connection ended. */
    enum Ending {
        /** It hasn't. */
        OPEN,
        /** The client said {@code QUIT} and got its answer. */
        QUIT,
        /** The client closed without {@code QUIT}. */
        EOF,
        /** The client tore the connection down, or was gone when the server wrote to it. */
        RESET,
        /** The TLS handshake failed, or a TLS record was broken. */
        TLS_FAILURE,
        /** The server ended it: by its script, or because it was closed. */
        SERVER
    }

    /**
     * Gives the number of the connection, in the order of acceptance.
     *
     * @return 1 for the first
     */
    int getNumber();

    /**
     * Gives the client's end of the connection.
     *
     * @return the address and port
     */
    InetSocketAddress getClientAddress();

    /**
     * Gives all lines that the client sent outside of messages, in order, AUTH responses (and so secrets) included.
     *
     * @return the lines without their ends
     */
    List<String> getCommands();

    /**
     * Gives the commands by the packets that they came in: a client that waits for each reply has groups of one.
     *
     * @return the commands of each read from the network, in order
     */
    List<List<String>> getPipelinedGroups();

    /**
     * Gives the whole dialogue, lines of the client marked {@code "C: "} and lines of the server {@code "S: "}, secrets
     * included.
     *
     * @return the lines in order, messages left out
     */
    List<String> getTranscript();

    /**
     * Tells whether {@code QUIT} came.
     *
     * @return {@code true} if it did
     */
    boolean isQuitReceived();

    /**
     * Tells how the connection ended.
     *
     * @return the ending, {@link Ending#OPEN} as long as there is none
     */
    Ending getEnding();

    /**
     * Tells what brought the end about, for a human: the message of a failed handshake, say.
     *
     * @return the reason, or {@code null} if there is nothing to add to {@link #getEnding()}
     */
    @Nullable
    String getEndingReason();

    /**
     * Gives the facts of TLS.
     *
     * @return the facts, or {@code null} as long as the connection is in clear
     */
    @Nullable
    TlsFacts getTls();

    /**
     * Gives the user who logged in.
     *
     * @return the name, or {@code null} if none did
     */
    @Nullable
    String getUser();

    /**
     * Gives the mechanism of the login.
     *
     * @return the name, such as {@code PLAIN}, or {@code null} if nobody logged in
     */
    @Nullable
    String getMechanism();

    /**
     * Gives what the client did against the standard, in commands and in messages.
     *
     * @return the violations in order; empty for a good client
     */
    List<Violation> getViolations();
}
