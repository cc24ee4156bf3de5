package org.postrider.mail;

/**
 * What a {@link Mailer} sends: a {@link MailMessage}, or an {@link Eml} that is ready made.
 *
 * <p>It is fixed when its sending begins; what is changed later doesn't reach that send.
 */
public sealed interface Mailable permits MailMessage, Eml {}
