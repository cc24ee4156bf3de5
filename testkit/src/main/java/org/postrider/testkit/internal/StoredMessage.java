package org.postrider.testkit.internal;

import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Header;
import org.postrider.testkit.Part;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Session;
import org.postrider.testkit.TlsFacts;
import org.postrider.testkit.Violation;
import org.postrider.testkit.internal.mime.MimeParser;

/** A message in the inbox. Immutable, but for the parsed view, which is made when it is asked for. */
final class StoredMessage implements ReceivedMessage {
    private final Session session;
    private final Receipt receipt;
    private final Chunks chunks;
    private final EnvelopeArgument sender;
    private final List<String> recipients;
    private final Map<String, Map<String, String>> recipientParameters;
    private final String clientName;
    private final String protocol;
    private final @Nullable TlsFacts tls;
    private final @Nullable String user;
    private final @Nullable String mechanism;
    private @Nullable Part root;

    /** Stores what a transaction has brought, for all of its recipients or one of them. */
    StoredMessage(Client client, Session session, Transaction transaction, List<String> recipients, Receipt receipt) {
        this.session = session;
        this.receipt = receipt;
        this.chunks = transaction.content().chunks();
        this.sender = transaction.sender;
        this.recipients = List.copyOf(recipients);
        this.recipientParameters = Map.copyOf(transaction.recipientParameters);
        this.clientName = client.name == null ? "" : client.name;
        this.protocol = client.protocol();
        this.tls = client.tls;
        this.user = client.user;
        this.mechanism = client.mechanism;
    }

    @Override
    public String getReversePath() {
        return sender.address();
    }

    @Override
    public List<String> getRecipients() {
        return recipients;
    }

    @Override
    public Map<String, String> getMailParameters() {
        return sender.parameters();
    }

    @Override
    public Map<String, String> getRecipientParameters(String recipient) {
        Map<String, String> parameters = recipientParameters.get(recipient);
        if (parameters == null) {
            throw new IllegalArgumentException(recipient + " is not among the recipients " + recipients);
        }
        return parameters;
    }

    @Override
    public String getClientName() {
        return clientName;
    }

    @Override
    public String getProtocol() {
        return protocol;
    }

    @Override
    public Session getSession() {
        return session;
    }

    @Override
    public @Nullable TlsFacts getTls() {
        return tls;
    }

    @Override
    public @Nullable String getUser() {
        return user;
    }

    @Override
    public @Nullable String getMechanism() {
        return mechanism;
    }

    @Override
    public String getQueueId() {
        return receipt.queueId();
    }

    @Override
    public Instant getReceivedAt() {
        return receipt.receivedAt();
    }

    @Override
    public List<Violation> getViolations() {
        return receipt.violations();
    }

    @Override
    public byte[] getRaw() {
        return chunks.join().clone();
    }

    @Override
    public InputStream openStream() {
        return chunks.open();
    }

    @Override
    public long getSize() {
        return chunks.size();
    }

    @Override
    public long getWireSize() {
        return receipt.wireSize();
    }

    @Override
    public String getSha256() {
        return chunks.sha256();
    }

    @Override
    public synchronized Part getRoot() {
        if (root == null) {
            root = MimeParser.parse(chunks.join());
        }
        return root;
    }

    @Override
    public List<Header> getHeaders() {
        return getRoot().getHeaders();
    }

    @Override
    public @Nullable String getHeader(String name) {
        return getRoot().getHeader(name);
    }

    @Override
    public @Nullable String getSubject() {
        return getHeader("Subject");
    }

    @Override
    public @Nullable String getText() {
        return firstText("text/plain");
    }

    @Override
    public @Nullable String getHtml() {
        return firstText("text/html");
    }

    private @Nullable String firstText(String contentType) {
        return leaves().stream()
                .filter(part -> part.getContentType().equals(contentType) && !part.isAttachment())
                .findFirst()
                .map(Part::getText)
                .orElse(null);
    }

    @Override
    public List<Part> getParts() {
        Part top = getRoot();
        return top.getParts().isEmpty() ? List.of(top) : top.getParts();
    }

    @Override
    public List<Part> getAttachments() {
        return leaves().stream().filter(Part::isAttachment).toList();
    }

    private List<Part> leaves() {
        List<Part> leaves = new ArrayList<>();
        collect(getRoot(), leaves);
        return leaves;
    }

    /** The depth is bounded by the parser. */
    private static void collect(Part part, List<Part> leaves) {
        if (part.getParts().isEmpty() || part.isAttachment()) {
            leaves.add(part);
        } else {
            part.getParts().forEach(child -> collect(child, leaves));
        }
    }

    @Override
    public String toString() {
        return "ReceivedMessage[" + receipt.queueId() + " from <" + sender.address() + "> to " + recipients + "]";
    }
}
