package org.postrider.testkit;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as the server took it: its envelope, its bytes, and what a mail reader would make of them.
 *
 * <p>Immutable and thread safe. The parsed view is made at first use. The trap: {@link #getRaw()} copies, so for very large
 * messages use {@link #openStream()}, {@link #getSize()} and {@link #getSha256()}. With
 * {@link SmtpTestServer.Builder#discardBodies()} the content is gone, and everything that would show it throws
 * {@link IllegalStateException}.
 */
public interface ReceivedMessage {
    /**
     * Gives the sender of the envelope ({@code MAIL FROM}).
     *
     * @return the address without angle brackets; empty for the null reverse path
     */
    String getReversePath();

    /**
     * Gives the recipients of the envelope that were accepted ({@code RCPT TO}).
     *
     * @return the addresses without angle brackets, in order
     */
    List<String> getRecipients();

    /**
     * Gives the parameters of the {@code MAIL} command.
     *
     * @return the values by their keywords in upper case, in order; a keyword without a value has an empty one
     */
    Map<String, String> getMailParameters();

    /**
     * Gives the parameters of a recipient's {@code RCPT} command.
     *
     * @param recipient the recipient as in {@link #getRecipients()}
     * @return the values by their keywords in upper case, in order
     * @throws IllegalArgumentException if the message has no such recipient
     */
    Map<String, String> getRecipientParameters(String recipient);

    /**
     * Gives the name by which the client introduced itself in {@code EHLO} or {@code HELO}.
     *
     * @return the command's argument
     */
    String getClientName();

    /**
     * Gives the protocol by its registered name (RFC 3848).
     *
     * @return {@code SMTP}, {@code ESMTP}, {@code ESMTPS}, {@code ESMTPA} or {@code ESMTPSA}
     */
    String getProtocol();

    /**
     * Gives the connection that the message came over.
     *
     * @return the session, which has the facts of TLS and AUTH
     */
    Session getSession();

    /**
     * Gives the facts of TLS at the time of the message.
     *
     * @return the facts, or {@code null} if it came in clear
     */
    @Nullable
    TlsFacts getTls();

    /**
     * Gives the user who was logged in.
     *
     * @return the name, or {@code null} if nobody was
     */
    @Nullable
    String getUser();

    /**
     * Gives the mechanism of the login.
     *
     * @return the name, such as {@code PLAIN}, or {@code null} if nobody was logged in
     */
    @Nullable
    String getMechanism();

    /**
     * Gives the id that the final reply named.
     *
     * @return the id
     */
    String getQueueId();

    /**
     * Tells when the message was complete.
     *
     * @return the time
     */
    Instant getReceivedAt();

    /**
     * Gives what the content breaks of the standard.
     *
     * @return one violation for each kind, the first that occurred; empty for a good message
     */
    List<Violation> getViolations();

    /**
     * Gives the content, dot-stuffing removed.
     *
     * @return a fresh array
     */
    byte[] getRaw();

    /**
     * Opens the content for reading, without a copy.
     *
     * @return a stream over memory, which needs no closing
     */
    InputStream openStream();

    /**
     * Gives the length of the content.
     *
     * @return bytes, dot-stuffing removed
     */
    long getSize();

    /**
     * Gives the number of bytes that the content took on the wire.
     *
     * @return bytes, with dot-stuffing and the final dot, without {@code BDAT} commands
     */
    long getWireSize();

    /**
     * Gives the SHA-256 of the content.
     *
     * @return 64 hexadecimal digits in lower case
     */
    String getSha256();

    /**
     * Gives the whole message as a part: the root of the tree.
     *
     * @return the root
     */
    Part getRoot();

    /**
     * Gives the header fields.
     *
     * @return the fields in order, undecoded
     */
    List<Header> getHeaders();

    /**
     * Gives a header field, unfolded and with encoded words decoded (RFC 2047).
     *
     * @param name the field's name, in any case
     * @return the first field's value, or {@code null} if there is none
     */
    @Nullable
    String getHeader(String name);

    /**
     * Gives the subject, decoded.
     *
     * @return the subject, or {@code null} if there is none
     */
    @Nullable
    String getSubject();

    /**
     * Gives the plain text: that of the first {@code text/plain} part which isn't an attachment.
     *
     * @return the text with the line ends that it came with, or {@code null} if there is none
     */
    @Nullable
    String getText();

    /**
     * Gives the HTML: that of the first {@code text/html} part which isn't an attachment.
     *
     * @return the HTML with the line ends that it came with, or {@code null} if there is none
     */
    @Nullable
    String getHtml();

    /**
     * Gives the top of the tree of parts.
     *
     * @return the children of a multipart message, or the message itself as its only part
     */
    List<Part> getParts();

    /**
     * Gives the attachments, from all levels of the tree.
     *
     * @return the parts whose {@link Part#isAttachment()} holds, in order
     */
    List<Part> getAttachments();
}
