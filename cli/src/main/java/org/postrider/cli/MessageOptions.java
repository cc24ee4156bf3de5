package org.postrider.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.AlternateView;
import org.postrider.mail.Attachment;
import org.postrider.mail.Eml;
import org.postrider.mail.MailAddress;
import org.postrider.mail.MailAddressCollection;
import org.postrider.mail.MailMessage;
import org.postrider.mime.MediaTypeNames;
import picocli.CommandLine.Option;

/** The options that make the message. Filled by picocli, used once. */
final class MessageOptions {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "ADDRESS",
            description = "The author: user@example.com or 'Name <user@example.com>'.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            description = "A recipient, or several separated by commas; may be repeated, as --cc and --bcc may.")
    private List<String> to = new ArrayList<>();

    @Option(names = "--cc", paramLabel = "ADDRESS", description = "Who gets a copy.")
    private List<String> cc = new ArrayList<>();

    @Option(names = "--bcc", paramLabel = "ADDRESS", description = "Who gets a copy unseen by the others.")
    private List<String> bcc = new ArrayList<>();

    @Option(names = "--subject", paramLabel = "TEXT", description = "The subject.")
    private @Nullable String subject;

    @Option(
            names = "--body",
            paramLabel = "TEXT|@FILE|-",
            description = "The text itself, a UTF-8 file, or standard input; @@ begins a text with an at sign.")
    private @Nullable String body;

    @Option(names = "--html", paramLabel = "TEXT|@FILE|-", description = "The message as HTML, beside --body or alone.")
    private @Nullable String html;

    @Option(names = "--attach", paramLabel = "FILE", description = "A file to go with it; may be repeated.")
    private List<Path> attachments = new ArrayList<>();

    @Option(
            names = "--header",
            paramLabel = "'NAME: VALUE'",
            description = "A header field of your own; may be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--eml",
            paramLabel = "FILE",
            description = "Send this ready-made message as it is; --from and --to only address it.")
    private @Nullable Path eml;

    /** Makes what the engine sends. With {@code --eml} the addresses go to the envelope alone: the file's header isn't touched. */
    Outgoing toOutgoing(TextSource texts) {
        MailMessage message = addressed();
        Path file = eml;
        if (file == null) {
            fill(message, texts);
            return Outgoing.of(message);
        }
        if (Stream.of(subject, body, html).anyMatch(given -> given != null)
                || !attachments.isEmpty()
                || !headers.isEmpty()) {
            throw new UsageException(
                    "--eml: the file is the whole message; leave out --subject, --body, --html, --attach and --header");
        }
        return Outgoing.of(message, UsageException.taking("--eml", () -> Eml.of(file)));
    }

    private MailMessage addressed() {
        MailMessage message = UsageException.taking("configuration", MailMessage::new);
        message.setFrom(UsageException.taking("--from", () -> new MailAddress(from)));
        add("--to", to, message.getTo());
        add("--cc", cc, message.getCc());
        add("--bcc", bcc, message.getBcc());
        if (message.getTo().isEmpty()
                && message.getCc().isEmpty()
                && message.getBcc().isEmpty()) {
            throw new UsageException("nobody to send to: give an address in --to, --cc or --bcc");
        }
        return message;
    }

    private static void add(String option, List<String> addresses, MailAddressCollection collection) {
        for (String address : addresses) {
            UsageException.checking(option, () -> collection.add(address));
        }
    }

    private void fill(MailMessage message, TextSource texts) {
        UsageException.checking("--subject", () -> message.setSubject(subject));
        HeaderArgument.addAll(headers, message);
        for (Path file : attachments) {
            message.getAttachments().add(UsageException.taking("--attach", () -> new Attachment(file)));
        }
        String text = text("--body", body, texts);
        String rich = text("--html", html, texts);
        UsageException.checking("--body", () -> message.setBody(text != null ? text : rich));
        message.setBodyHtml(text == null && rich != null);
        if (text != null && rich != null) {
            message.getAlternateViews()
                    .add(UsageException.taking(
                            "--html",
                            () -> AlternateView.createAlternateViewFromString(
                                    rich, StandardCharsets.UTF_8, MediaTypeNames.Text.HTML)));
        }
    }

    private static @Nullable String text(String option, @Nullable String argument, TextSource texts) {
        return argument == null ? null : UsageException.taking(option, () -> texts.read(argument));
    }
}
