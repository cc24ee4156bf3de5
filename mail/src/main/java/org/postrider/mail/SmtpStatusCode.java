package org.postrider.mail;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The reply codes of SMTP that System.Net.Mail has names for.
 *
 * <p>Servers use more codes than these, such as 535 for a wrong password; {@link SmtpException#getReply()} has the number itself.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3">RFC 5321, section 4.2.3</a>
 */
public enum SmtpStatusCode {
    /** System status, or a system help reply. */
    SYSTEM_STATUS(211),
    /** Help for the human user. */
    HELP_MESSAGE(214),
    /** The service is ready. */
    SERVICE_READY(220),
    /** The service closes the connection. */
    SERVICE_CLOSING_TRANSMISSION_CHANNEL(221),
    /** What was asked for was done. */
    OK(250),
    /** The user is not local; the server forwards the message. */
    USER_NOT_LOCAL_WILL_FORWARD(251),
    /** The user cannot be verified, but the message is taken and delivery attempted. */
    CANNOT_VERIFY_USER_WILL_ATTEMPT_DELIVERY(252),
    /** The server waits for the message. */
    START_MAIL_INPUT(354),
    /** The service is not available and closes the connection. */
    SERVICE_NOT_AVAILABLE(421),
    /** The mailbox is not available at the moment; try again later. */
    MAILBOX_BUSY(450),
    /** The server met an error of its own; try again later. */
    LOCAL_ERROR_IN_PROCESSING(451),
    /** The server is out of storage; try again later. */
    INSUFFICIENT_STORAGE(452),
    /** Authentication or TLS is not available at the moment (RFC 3207, RFC 4954). */
    CLIENT_NOT_PERMITTED(454),
    /** The server does not know the command. */
    COMMAND_UNRECOGNIZED(500),
    /** The server does not understand the arguments. */
    SYNTAX_ERROR(501),
    /** The server knows the command and does not carry it out. */
    COMMAND_NOT_IMPLEMENTED(502),
    /** The command came at the wrong point. */
    BAD_COMMAND_SEQUENCE(503),
    /** The server does not carry out that argument of the command. */
    COMMAND_PARAMETER_NOT_IMPLEMENTED(504),
    /** The server wants TLS or authentication first (RFC 3207, RFC 4954). */
    MUST_ISSUE_START_TLS_FIRST(530),
    /** The mailbox does not exist, or is not to be reached. */
    MAILBOX_UNAVAILABLE(550),
    /** The user is not local; the reply names another path. */
    USER_NOT_LOCAL_TRY_ALTERNATE_PATH(551),
    /** The mailbox is full, or the message too large. */
    EXCEEDED_STORAGE_ALLOCATION(552),
    /** The name of the mailbox is not allowed. */
    MAILBOX_NAME_NOT_ALLOWED(553),
    /** The transaction failed. */
    TRANSACTION_FAILED(554),
    /** No reply with a code in this list: the connection failed, or the server used another code. */
    GENERAL_FAILURE(-1);

    private static final Map<Integer, SmtpStatusCode> BY_VALUE =
            Arrays.stream(values()).collect(Collectors.toMap(SmtpStatusCode::value, Function.identity()));

    private final int value;

    SmtpStatusCode(int value) {
        this.value = value;
    }

    /**
     * Gives the number of the code.
     *
     * @return the three digits of the reply, or -1 for {@link #GENERAL_FAILURE}
     */
    public int value() {
        return value;
    }

    /**
     * Finds the name of a code.
     *
     * @param value the three digits of a reply
     * @return the constant; {@link #GENERAL_FAILURE} for a code without a name
     */
    public static SmtpStatusCode fromValue(int value) {
        return BY_VALUE.getOrDefault(value, GENERAL_FAILURE);
    }
}
