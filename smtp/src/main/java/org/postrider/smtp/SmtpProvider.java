package org.postrider.smtp;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a well-known provider takes mail, and what its login needs.
 *
 * <pre>{@code
 * SmtpOptions options = SmtpProvider.of("gmail").options().credential(new PasswordCredential(user, appPassword)).build();
 * }</pre>
 *
 * <p>Immutable. What is here is what the providers document; they may change it.
 *
 * @param name the name to find it by, in lower case
 * @param host the server
 * @param port its port
 * @param tls {@link TlsMode#IMPLICIT} or {@link TlsMode#STARTTLS}, never less
 * @param login what to log in with, for a person to read
 */
public record SmtpProvider(String name, String host, int port, TlsMode tls, String login) {
    private static final int SUBMISSION = 587;
    private static final int IMPLICIT_TLS = 465;

    private static final List<SmtpProvider> ALL = List.of(
            implicit(
                    "gmail",
                    "smtp.gmail.com",
                    "the address and an app password (needs 2-step verification), or OAuth 2"),
            startTls("outlook", "smtp-mail.outlook.com", "OAuth 2; passwords are no longer taken"),
            startTls("microsoft365", "smtp.office365.com", "OAuth 2; SMTP AUTH has to be enabled for the mailbox"),
            startTls("icloud", "smtp.mail.me.com", "the iCloud address and an app-specific password"),
            implicit("yahoo", "smtp.mail.yahoo.com", "the address and an app password"),
            implicit("aol", "smtp.aol.com", "the address and an app password"),
            implicit("fastmail", "smtp.fastmail.com", "the address and an app password"),
            implicit("zoho", "smtp.zoho.com", "the address and the password, or an app password with two factors"),
            implicit("gmx", "mail.gmx.net", "the address and the password; access by programs has to be enabled"),
            startTls("webde", "smtp.web.de", "the address and the password; access by programs has to be enabled"),
            startTls("sendgrid", "smtp.sendgrid.net", "the user \"apikey\" and an API key"),
            startTls("mailgun", "smtp.mailgun.org", "the SMTP user of the domain and its password"),
            startTls("mailgun-eu", "smtp.eu.mailgun.org", "the SMTP user of the domain and its password"),
            startTls("postmark", "smtp.postmarkapp.com", "the server's API token, as user and as password"),
            startTls("mailjet", "in-v3.mailjet.com", "the API key and the secret key"),
            startTls("brevo", "smtp-relay.brevo.com", "the SMTP login and an SMTP key"),
            startTls("sparkpost", "smtp.sparkpostmail.com", "the user \"SMTP_Injection\" and an API key"),
            startTls("mandrill", "smtp.mandrillapp.com", "any user and an API key"),
            implicit("resend", "smtp.resend.com", "the user \"resend\" and an API key"));

    /**
     * Makes a preset of your own.
     *
     * @param name the name
     * @param host the server
     * @param port its port
     * @param tls when TLS starts
     * @param login what to log in with
     * @throws IllegalArgumentException if TLS isn't required
     */
    public SmtpProvider {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(login, "login");
        if (!tls.isRequired()) {
            throw new IllegalArgumentException("a provider is reached under TLS: give STARTTLS or IMPLICIT");
        }
    }

    /**
     * Finds a provider.
     *
     * @param name such as {@code gmail}, without regard to case
     * @return the provider
     * @throws IllegalArgumentException if it isn't known; the message has the names that are
     */
    public static SmtpProvider of(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(provider -> provider.name.equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no provider is known by that name; known are "
                        + ALL.stream().map(SmtpProvider::name).toList()));
    }

    /**
     * Gives the server of Amazon SES in a region; the login is an SMTP user name and password made for it, not an access key.
     *
     * @param region such as {@code eu-west-1}
     * @return the provider
     * @throws IllegalArgumentException if that can't be a region
     */
    public static SmtpProvider amazonSes(String region) {
        if (!region.matches("[a-z]{2}(-[a-z]+)+-[0-9]")) {
            throw new IllegalArgumentException("that isn't an AWS region; give one such as eu-west-1");
        }
        return startTls(
                "amazon-ses", "email-smtp." + region + ".amazonaws.com", "SMTP credentials made for the region in SES");
    }

    /**
     * Gives all providers but Amazon SES, which has a server for each region.
     *
     * @return the providers
     */
    public static List<SmtpProvider> all() {
        return ALL;
    }

    /**
     * Starts options for the provider's server; what is left to add is the credential.
     *
     * @return a builder with host, port and TLS set
     */
    public SmtpOptions.Builder options() {
        return SmtpOptions.builder(host).port(port).tls(TlsOptions.of(tls));
    }

    private static SmtpProvider implicit(String name, String host, String login) {
        return new SmtpProvider(name, host, IMPLICIT_TLS, TlsMode.IMPLICIT, login);
    }

    private static SmtpProvider startTls(String name, String host, String login) {
        return new SmtpProvider(name, host, SUBMISSION, TlsMode.STARTTLS, login);
    }
}
