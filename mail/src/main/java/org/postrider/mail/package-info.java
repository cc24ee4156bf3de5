/**
 * Mail as System.Net.Mail has it: SmtpClient, MailMessage, MailAddress, Attachment; and beyond it Mailer, for many at once.
 */
@NullMarked
package org.postrider.mail;

import org.jspecify.annotations.NullMarked;
