package org.postrider.mail;

/**
 * What a {@link Mailer} sends: a {@link MailMessage}, an {@link Eml} that is ready made, or the {@link PersonalMail} of a
 * {@link MailTemplate}.
 *
 * <p>It is fixed when its sending begins; what is changed later doesn't reach that send.
 */
public sealed interface Mailable permits MailMessage, Eml, PersonalMail {}
