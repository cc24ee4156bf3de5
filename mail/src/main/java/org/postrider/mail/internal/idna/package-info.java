/** Domain names beyond ASCII, as DNS knows them (UTS 46, RFC 5891). Not for users. */
@NullMarked
package org.postrider.mail.internal.idna;

import org.jspecify.annotations.NullMarked;
