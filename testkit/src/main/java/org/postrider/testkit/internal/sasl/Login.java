package org.postrider.testkit.internal.sasl;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.LoginFault;
import org.postrider.testkit.internal.sasl.Exchange.Verdict;

/**
 * What a mechanism is told of server and connection.
 *
 * @param mechanism the mechanism's name in upper case
 * @param users passwords by user names; for tokens, the password is the token
 * @param certificateName the common name of the client's certificate, or {@code null} if it showed none
 * @param isBindingOffered whether a mechanism with channel binding is offered
 * @param bindings the octets of channel bindings, by type
 * @param fault how to misbehave, or {@code null}
 */
public record Login(
        String mechanism,
        Map<String, String> users,
        @Nullable String certificateName,
        boolean isBindingOffered,
        Function<String, Optional<byte[]>> bindings,
        @Nullable LoginFault fault) {
    boolean has(LoginFault some) {
        return fault == some;
    }

    Verdict check(String user, String password) {
        return password.equals(users.get(user)) ? new Verdict.Accepted(user) : Verdict.REFUSED;
    }
}
