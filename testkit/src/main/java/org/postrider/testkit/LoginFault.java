package org.postrider.testkit;

/** How a server can misbehave in the middle of a login, where no reply of a {@link Script} reaches. */
public enum LoginFault {
    /** SCRAM: the server's signature is that of another password. */
    WRONG_SERVER_SIGNATURE,
    /** SCRAM and DIGEST-MD5: {@code 235} comes without the server having proven that it knows the password. */
    NO_SERVER_SIGNATURE,
    /** SCRAM: the server's nonce doesn't begin with the client's. */
    FOREIGN_NONCE,
    /** SCRAM: the server adds nothing to the client's nonce. */
    REUSED_NONCE,
    /** SCRAM: 4,095 iterations. */
    TOO_FEW_ITERATIONS,
    /** SCRAM: 1,000,001 iterations. */
    TOO_MANY_ITERATIONS,
    /** SCRAM: the server's first message is something else. */
    MALFORMED_CHALLENGE,
    /** SCRAM: the server's first message has an extension at its end, as RFC 5802 allows. */
    EXTENDED_CHALLENGE,
    /** SCRAM: the server's last message is an error, though the password was right. */
    SERVER_ERROR,
    /** Any mechanism: each response is answered by a further challenge, without end. */
    ENDLESS_CHALLENGES
}
