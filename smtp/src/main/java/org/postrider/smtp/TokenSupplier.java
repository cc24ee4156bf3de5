package org.postrider.smtp;

import java.util.concurrent.CompletableFuture;

/**
 * Fetches access tokens: asks an authorization server, a vault, a library of the provider's.
 *
 * <p>Called by a thread that may wait, never by a loop's; for one {@link TokenCredential} never twice at a time, unless a fetch takes longer
 * than a minute. It may block, or give a future that ends elsewhere.
 */
@FunctionalInterface
public interface TokenSupplier {
    /**
     * Fetches a fresh token.
     *
     * @return the token to come; what fails it becomes the cause of the failed login
     * @throws Exception like a failed future
     */
    CompletableFuture<AccessToken> fetch() throws Exception;
}
