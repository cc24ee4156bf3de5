package org.postrider.testkit.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postrider.testkit.HeldCertificate;
import org.postrider.testkit.ReplyDelivery;

/**
 * How a server was set up.
 *
 * @param tls TLS
 * @param auth logins
 * @param dialect what the server speaks
 * @param storage what it takes and keeps
 */
public record Settings(Tls tls, Auth auth, Dialect dialect, Storage storage) {
    /** When TLS begins. */
    public enum TlsMode {
        /** Never. */
        NONE,
        /** On STARTTLS. */
        STARTTLS,
        /** Before the greeting. */
        IMPLICIT
    }

    /**
     * TLS.
     *
     * @param mode when it begins
     * @param required whether mail in clear is refused
     * @param certificate what the server shows
     * @param clientCertificate whether the client must show one
     * @param protocols the versions to enable; empty for the runtime's default
     */
    public record Tls(
            TlsMode mode,
            boolean required,
            HeldCertificate certificate,
            boolean clientCertificate,
            List<String> protocols) {}

    /**
     * Logins.
     *
     * @param users passwords by user names
     * @param mechanisms what EHLO offers; empty for no AUTH
     * @param required whether mail needs a login
     * @param onlyOverTls whether AUTH is offered under TLS only
     */
    public record Auth(Map<String, String> users, List<String> mechanisms, boolean required, boolean onlyOverTls) {}

    /**
     * What the server speaks.
     *
     * @param hostName the name in the greeting
     * @param hidden keywords to leave out of the EHLO reply, in upper case
     * @param extra lines to add to it
     * @param helloOnly whether EHLO is unknown
     * @param lmtp whether it is LMTP (RFC 2033)
     * @param delivery how replies are cut
     */
    public record Dialect(
            String hostName,
            Set<String> hidden,
            List<String> extra,
            boolean helloOnly,
            boolean lmtp,
            ReplyDelivery delivery) {
        boolean has(String keyword) {
            return !helloOnly && !hidden.contains(keyword);
        }
    }

    /**
     * What the server takes and keeps.
     *
     * @param maxSize the largest message in bytes
     * @param maxRecipients the most recipients in a transaction
     * @param receiveBufferSize SO_RCVBUF in bytes; 0 for the system's default
     * @param queueIdPrefix the start of each queue id
     * @param discardBodies whether contents are only counted and hashed
     */
    public record Storage(
            long maxSize, int maxRecipients, int receiveBufferSize, String queueIdPrefix, boolean discardBodies) {}
}
