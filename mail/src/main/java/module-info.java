/** Mail as System.Net.Mail has it: SmtpClient, MailMessage, MailAddress, Attachment. */
module org.postrider.mail {
    requires static org.jspecify;
    requires transitive org.postrider.mime;
    requires transitive org.postrider.smtp;
    requires java.xml;

    exports org.postrider.mail;
}
