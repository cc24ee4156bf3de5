package org.postrider.mail;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.Boundaries;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.MimePart;
import org.postrider.mime.internal.PartOutput;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.MessageContent;

/**
 * A message as it was when its sending began, as the engine reads it.
 *
 * <p>It is made on the caller's thread and keeps texts and references, no content of files or streams; Date, Message-ID and boundaries are
 * fixed, so that each opening gives the same bytes. Immutable: two sends may read it at once.
 */
public final class MailMessageContent implements MessageContent {
    private final byte[] header;
    private final MimePart root;
    private final boolean needsSmtpUtf8;
    private volatile @Nullable ContentSource sevenBit;
    private volatile @Nullable ContentSource eightBit;

    private MailMessageContent(byte[] header, MimePart root, boolean needsSmtpUtf8) {
        this.header = header;
        this.root = root;
        this.needsSmtpUtf8 = needsSmtpUtf8;
    }

    /**
     * Takes a snapshot of a message.
     *
     * @param message the message; later changes of it don't reach the snapshot
     * @return what would be sent now
     * @throws IllegalStateException if the message has no author
     */
    public static MailMessageContent of(MailMessage message) {
        MailAddress from = message.getFrom();
        if (from == null) {
            throw new IllegalStateException("The message has no author: call setFrom before it is sent");
        }
        Boundaries boundaries = new Boundaries();
        HeaderWriter header = new HeaderWriter();
        MessageHeader.write(message, from, boundaries.token(), header);
        MimePart root = MessageStructure.build(message, boundaries);
        return new MailMessageContent(header.toBytes(), root, anyNeedsSmtpUtf8(message, from));
    }

    private static boolean anyNeedsSmtpUtf8(MailMessage message, MailAddress from) {
        MailAddress sender = message.getSender();
        Resent resent = message.getResent();
        boolean author = from.needsSmtpUtf8() || (sender != null && sender.needsSmtpUtf8());
        return author
                || (resent != null && resent.people().anyMatch(MailAddress::needsSmtpUtf8))
                || Stream.of(message.getTo(), message.getCc(), message.getBcc(), message.answerees())
                        .flatMap(List::stream)
                        .anyMatch(MailAddress::needsSmtpUtf8);
    }

    /** {@inheritDoc} An address beyond ASCII stands in the header as UTF-8, which takes eight bits (RFC 6532, 3.1). */
    @Override
    public BodyType leastBodyType() {
        return needsSmtpUtf8 || root.needsEightBit() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
    }

    /** {@inheritDoc} Where somebody asked for {@link org.postrider.mime.TransferEncoding#EIGHT_BIT}, that is eight bits. */
    @Override
    public BodyType preferredBodyType() {
        return root.prefersEightBit() ? BodyType.EIGHT_BIT_MIME : leastBodyType();
    }

    @Override
    public boolean needsSmtpUtf8() {
        return needsSmtpUtf8;
    }

    @Override
    public long size(BodyType bodyType) {
        return source(bodyType).size();
    }

    @Override
    public boolean mayBlock() {
        return source(BodyType.SEVEN_BIT).mayBlock();
    }

    @Override
    public ReadableByteChannel open(BodyType bodyType) throws IOException {
        return source(bodyType).open();
    }

    /** Opens the form that every server takes, save for addresses beyond ASCII and messages of eight bits inside of this one. */
    ReadableByteChannel open() throws IOException {
        return open(root.needsEightBit() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT);
    }

    /** Arranges the bytes once for each kind of path; threads that meet here arrange the same. */
    private ContentSource source(BodyType bodyType) {
        boolean eight = bodyType != BodyType.SEVEN_BIT;
        ContentSource known = eight ? eightBit : sevenBit;
        if (known == null) {
            known = arrange(eight);
            if (eight) {
                eightBit = known;
            } else {
                sevenBit = known;
            }
        }
        return known;
    }

    private ContentSource arrange(boolean eight) {
        PartOutput output = new PartOutput();
        output.header().append(header);
        root.write(output, eight);
        output.header().lineBreak();
        return output.toSource();
    }
}
