package org.postrider.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.Boundaries;
import org.postrider.mime.internal.Buffers;
import org.postrider.mime.internal.ByteSource;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.MimePart;
import org.postrider.mime.internal.PartOutput;
import org.postrider.mime.internal.PromptChannel;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.MessageContent;

/**
 * A message as it was when its sending began, as the engine reads it.
 *
 * <p>It is made on the caller's thread and keeps texts and references, no content of files or streams; Date, Message-ID and boundaries are
 * fixed, so that each opening gives the same bytes. Immutable: two sends may read it at once.
 */
public final class MailMessageContent implements MessageContent {
    private static final ContentSource LINE_BREAK = new ByteSource(new byte[] {'\r', '\n'});

    private final ContentSource header;
    private final MimePart root;
    private final boolean needsSmtpUtf8;
    private volatile @Nullable Form sevenBit;
    private volatile @Nullable Form eightBit;

    private MailMessageContent(ContentSource header, MimePart root, boolean needsSmtpUtf8) {
        this.header = header;
        this.root = root;
        this.needsSmtpUtf8 = needsSmtpUtf8;
    }

    /**
     * Takes a snapshot of a message.
     *
     * @param message the message; later changes of it don't reach the snapshot
     * @return what would be sent now
     * @throws org.postrider.sockets.ObjectDisposedException if the message is closed
     * @throws IllegalStateException if the message has no author
     */
    public static MailMessageContent of(MailMessage message) {
        MailAddress from = Objects.requireNonNull(message, "message").getFrom();
        if (from == null) {
            throw new IllegalStateException("The message has no author: call setFrom before it is sent");
        }
        Boundaries boundaries = new Boundaries();
        try (HeaderWriter writer = new HeaderWriter()) {
            MessageHeader.write(message, from, boundaries.token(), writer);
            ContentSource header = new ByteSource(writer.drain());
            MimePart root = MessageStructure.build(message, boundaries, writer);
            return new MailMessageContent(header, root, anyNeedsSmtpUtf8(message, from));
        }
    }

    static boolean anyNeedsSmtpUtf8(MailMessage message, MailAddress from) {
        MailAddress sender = message.getSender();
        Resent resent = message.getResent();
        return from.needsSmtpUtf8()
                || (sender != null && sender.needsSmtpUtf8())
                || (resent != null && resent.people().anyMatch(MailAddress::needsSmtpUtf8))
                || anyNeedsSmtpUtf8(message.getTo())
                || anyNeedsSmtpUtf8(message.getCc())
                || anyNeedsSmtpUtf8(message.getBcc())
                || anyNeedsSmtpUtf8(message.answerees());
    }

    private static boolean anyNeedsSmtpUtf8(List<MailAddress> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            if (addresses.get(i).needsSmtpUtf8()) {
                return true;
            }
        }
        return false;
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
        return form(bodyType).size();
    }

    @Override
    public boolean mayBlock() {
        return form(BodyType.SEVEN_BIT).source.mayBlock();
    }

    @Override
    public boolean mayBlock(ReadableByteChannel opened) {
        return PromptChannel.mayBlock(opened);
    }

    /** {@inheritDoc} It is said of what our own base64 encoder makes. */
    @Override
    public int readReady(ReadableByteChannel opened, ByteBuffer target) throws IOException {
        return PromptChannel.readBase64(opened, target);
    }

    @Override
    public ReadableByteChannel open(BodyType bodyType) throws IOException {
        return form(bodyType).source.open();
    }

    /** Opens the form that every server takes, save for addresses beyond ASCII and messages of eight bits inside of this one. */
    ReadableByteChannel open() throws IOException {
        return open(root.needsEightBit() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT);
    }

    /** Writes that form; the output doesn't keep the array, as its contract says. */
    void writeTo(OutputStream output) throws IOException {
        try (ReadableByteChannel content = open()) {
            ByteBuffer chunk = Buffers.take();
            while (content.read(chunk.clear()) >= 0) {
                output.write(chunk.array(), chunk.arrayOffset(), chunk.position());
            }
            Buffers.giveBack(chunk);
        }
    }

    /** Arranges the bytes once for each kind of path; threads that meet here arrange the same. */
    private Form form(BodyType bodyType) {
        boolean eight = bodyType != BodyType.SEVEN_BIT;
        Form known = eight ? eightBit : sevenBit;
        if (known == null) {
            known = new Form(arrange(eight));
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
        output.content(header);
        root.write(output, eight);
        output.content(LINE_BREAK);
        return output.toSource();
    }

    /** The bytes for one kind of path. To count them may take a dry run through an encoder, so that is done once. */
    private static final class Form {
        private static final long UNCOUNTED = -2;

        private final ContentSource source;
        private volatile long size = UNCOUNTED;

        Form(ContentSource source) {
            this.source = source;
        }

        long size() {
            long known = size;
            if (known == UNCOUNTED) {
                known = source.size();
                size = known;
            }
            return known;
        }
    }
}
