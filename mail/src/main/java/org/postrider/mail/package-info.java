/**
 * Mail as System.Net.Mail has it: SmtpClient, MailMessage, MailAddress, Attachment.
 */
@NullMarked
package org.postrider.mail;

import org.jspecify.annotations.NullMarked;
