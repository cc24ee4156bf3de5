package org.postrider.mail;

import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.ContentType;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.internal.Texts;

/**
 * Writes a {@link MailMessage} in one sentence.
 *
 * <p>Beyond .NET. Whatever a setter of the message refuses is refused here by the same exception. What text and HTML become is decided by
 * {@link #build()}: beside each other two forms of the same, alone the body. Not thread safe, and for one message.
 *
 * <pre>{@code
 * MailMessage message = MailMessage.builder()
 *         .from("ann@example.com").to("bob@example.com", "cid@example.com")
 *         .subject("Report").text("See the picture.").html("<img src='cid:chart'>")
 *         .inline("chart", Path.of("chart.png"), "image/png")
 *         .attach(Path.of("report.pdf"))
 *         .build();
 * }</pre>
 *
 * <p>The trap: a builder has no {@code close}; the message that it built closes attachments and their streams.
 */
public final class MailMessageBuilder {
    private final MailMessage message = new MailMessage();
    private final List<LinkedResource> resources = new ArrayList<>();
    private @Nullable String text;
    private @Nullable String html;
    private @Nullable String calendar;
    private boolean built;

    MailMessageBuilder() {}

    /**
     * Sets the author.
     *
     * @param address {@code user@host} or {@code Name <user@host>}
     * @return this
     * @throws org.postrider.mime.FormatException if it is malformed
     */
    public MailMessageBuilder from(String address) {
        return from(new MailAddress(address));
    }

    /**
     * Sets the author.
     *
     * @param address the From address
     * @return this
     */
    public MailMessageBuilder from(MailAddress address) {
        message.setFrom(Objects.requireNonNull(address, "address"));
        return this;
    }

    /**
     * Adds recipients.
     *
     * @param addresses one address each, or several separated by commas, or a group: {@code Friends: jane@example.org, john@example.org;}
     * @return this
     * @throws org.postrider.mime.FormatException if one is malformed
     */
    public MailMessageBuilder to(String... addresses) {
        return add(message.getTo(), addresses);
    }

    /**
     * Adds recipients.
     *
     * @param addresses the To addresses
     * @return this
     */
    public MailMessageBuilder to(MailAddress... addresses) {
        for (MailAddress address : Objects.requireNonNull(addresses, "addresses")) {
            message.getTo().add(Objects.requireNonNull(address, "address"));
        }
        return this;
    }

    /**
     * Adds those who get a copy.
     *
     * @param addresses one address each, or several separated by commas
     * @return this
     * @throws org.postrider.mime.FormatException if one is malformed
     */
    public MailMessageBuilder cc(String... addresses) {
        return add(message.getCc(), addresses);
    }

    /**
     * Adds those who get a copy unseen by the others.
     *
     * @param addresses one address each, or several separated by commas
     * @return this
     * @throws org.postrider.mime.FormatException if one is malformed
     */
    public MailMessageBuilder bcc(String... addresses) {
        return add(message.getBcc(), addresses);
    }

    /**
     * Adds those whom answers go to, if not to the author.
     *
     * @param addresses one address each, or several separated by commas
     * @return this
     * @throws org.postrider.mime.FormatException if one is malformed
     */
    public MailMessageBuilder replyTo(String... addresses) {
        return add(message.getReplyToList(), addresses);
    }

    private MailMessageBuilder add(MailAddressCollection collection, String... addresses) {
        Arrays.stream(Objects.requireNonNull(addresses, "addresses")).forEach(collection::add);
        return this;
    }

    /**
     * Sets the subject.
     *
     * @param subject one line of any text
     * @return this
     * @throws IllegalArgumentException if it holds a line break, NUL or half a character
     */
    public MailMessageBuilder subject(String subject) {
        message.setSubject(Objects.requireNonNull(subject, "subject"));
        return this;
    }

    /**
     * Says it in plain text.
     *
     * @param text any text
     * @return this
     * @throws IllegalArgumentException if it holds half a character
     */
    public MailMessageBuilder text(String text) {
        message.setBody(Objects.requireNonNull(text, "text"));
        this.text = text;
        return this;
    }

    /**
     * Says it in HTML.
     *
     * @param html a page, which shows what is {@linkplain #inline(String, Path, String) inline} by {@code cid:}
     * @return this
     * @throws IllegalArgumentException if it holds half a character
     */
    public MailMessageBuilder html(String html) {
        this.html = Texts.requireText(Objects.requireNonNull(html, "html"), "The HTML");
        return this;
    }

    /**
     * Gives the HTML an image or another file to show.
     *
     * @param contentId what stands behind {@code cid:} in the HTML
     * @param file the path of the file
     * @param mediaType for instance {@link MediaTypeNames.Image#PNG}
     * @return this
     * @throws IllegalArgumentException if the Content-ID isn't printable ASCII without blanks and angle brackets
     * @throws java.io.UncheckedIOException if there is no such file
     */
    public MailMessageBuilder inline(String contentId, Path file, String mediaType) {
        ContentType type = new ContentType(Objects.requireNonNull(mediaType, "mediaType"));
        LinkedResource resource = new LinkedResource(Objects.requireNonNull(file, "file"), type);
        resource.setContentId(contentId);
        return inline(resource);
    }

    /**
     * Gives the HTML something to show.
     *
     * @param resource what it refers to by its Content-ID
     * @return this
     */
    public MailMessageBuilder inline(LinkedResource resource) {
        resources.add(Objects.requireNonNull(resource, "resource"));
        return this;
    }

    /**
     * Attaches a file under its own name.
     *
     * @param file the path of the file
     * @return this
     * @throws java.io.UncheckedIOException if there is no such file
     */
    public MailMessageBuilder attach(Path file) {
        return attach(new Attachment(Objects.requireNonNull(file, "file")));
    }

    /**
     * Attaches whatever an attachment can be made of.
     *
     * @param attachment the attachment, closed with the message
     * @return this
     */
    public MailMessageBuilder attach(Attachment attachment) {
        message.getAttachments().add(Objects.requireNonNull(attachment, "attachment"));
        return this;
    }

    /**
     * Makes the message an invitation.
     *
     * @param calendar an iCalendar object with a METHOD, as {@link MailMessage#addCalendar} takes it
     * @return this
     * @throws org.postrider.mime.FormatException if it isn't that
     */
    public MailMessageBuilder calendar(String calendar) {
        this.calendar = Calendars.requireCalendar(Objects.requireNonNull(calendar, "calendar"));
        return this;
    }

    /**
     * Adds a header field of your own.
     *
     * @param name the name, for instance {@code X-Campaign}
     * @param value one line of any text
     * @return this
     * @throws IllegalArgumentException if either isn't that
     */
    public MailMessageBuilder header(String name, String value) {
        message.getHeaders().add(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Sets when the message was written.
     *
     * @param date the Date; if none is set, the moment of sending
     * @return this
     */
    public MailMessageBuilder date(OffsetDateTime date) {
        message.setDate(Objects.requireNonNull(date, "date"));
        return this;
    }

    /**
     * Makes the message an answer: names what it answers and continues that one's thread (RFC 5322, 3.6.4).
     *
     * @param messageId the Message-ID of the message that is answered
     * @param references the Message-IDs in that one's References, oldest first
     * @return this
     * @throws org.postrider.mime.FormatException if one of them can't stand in a header
     */
    public MailMessageBuilder inReplyTo(String messageId, String... references) {
        Objects.requireNonNull(messageId, "messageId");
        List<String> thread = new ArrayList<>(List.of(references));
        thread.add(messageId);
        message.setInReplyTo(List.of(messageId));
        message.setReferences(thread);
        return this;
    }

    /**
     * Says how urgent the message is.
     *
     * @param priority the priority
     * @return this
     */
    public MailMessageBuilder priority(MailPriority priority) {
        message.setPriority(priority);
        return this;
    }

    /**
     * Reports failures to nobody, as bounces and automatic answers have it: see {@link MailMessage#setNullReversePath}.
     *
     * @return this
     */
    public MailMessageBuilder nullReversePath() {
        message.setNullReversePath(true);
        return this;
    }

    /**
     * Gives the message.
     *
     * @return a message like any other: what the builder has no word for can still be set
     * @throws IllegalStateException if there is something to show inline but no HTML to show it, or the message was built already
     */
    public MailMessage build() {
        if (built) {
            throw new IllegalStateException("A builder builds one message: take a new one by MailMessage.builder()");
        }
        if (html == null && !resources.isEmpty()) {
            throw new IllegalStateException("There is something inline but no HTML that shows it: call html or attach");
        }
        built = true;
        if (html != null) {
            addHtml(html);
        }
        if (calendar != null) {
            message.addCalendar(calendar);
        }
        return message;
    }

    private void addHtml(String page) {
        if (text == null && resources.isEmpty()) {
            message.setBody(page);
            message.setBodyHtml(true);
            return;
        }
        AlternateView view = AlternateView.createAlternateViewFromString(page, null, MediaTypeNames.Text.HTML);
        view.getLinkedResources().addAll(resources);
        message.getAlternateViews().add(view);
    }
}
