package org.postrider.smtp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.Printable;
import org.postrider.smtp.internal.connection.Workers;

/**
 * A user name and OAuth 2.0 access tokens, for OAUTHBEARER (RFC 7628) and XOAUTH2.
 *
 * <p>Keeps the token that it has and fetches another when it has none, when the one it has is about to expire, and once when a server
 * refuses it. However many connections ask, one fetch is under way at a time and all of them wait for it; no thread does. A fetch that
 * takes longer than a minute is given up: whoever asks next begins another. Thread safe.
 *
 * <p>The trap: two credentials are equal only if they are the same one, so make one for an account and keep it. Clients that share it
 * share its token.
 */
public final class TokenCredential implements Credential {
    /** A token that ends sooner than this could end on its way to the server. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** What takes longer may never end, and would be waited for as long as the process lives. */
    private static final long LONGEST_FETCH = TimeUnit.SECONDS.toNanos(60);

    private final String userName;
    private final TokenSupplier supplier;
    private final LongSupplier clock;
    private @Nullable CompletableFuture<AccessToken> current; // guarded by this
    private long asked; // guarded by this

    /**
     * Makes a credential.
     *
     * @param userName the account, as a rule its mail address; empty if the token alone tells it (OAUTHBEARER only)
     * @param supplier fetches tokens
     * @throws IllegalArgumentException if the name can't be sent (a control character, a lone surrogate)
     */
    public TokenCredential(String userName, TokenSupplier supplier) {
        this(userName, supplier, System::nanoTime);
    }

    /** For tests, which have a clock of their own. */
    TokenCredential(String userName, TokenSupplier supplier, LongSupplier clock) {
        this.userName = checkUserName(userName);
        this.supplier = Objects.requireNonNull(supplier, "supplier");
        this.clock = clock;
    }

    static String checkUserName(String userName) {
        if (userName.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a user name can't hold control characters");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(userName)) {
            throw new IllegalArgumentException("the user name holds half a character (a lone surrogate)");
        }
        return userName;
    }

    /**
     * Makes a credential of a token that can't be renewed.
     *
     * @param userName the account, as a rule its mail address
     * @param token the token
     * @return a credential that gives this token whenever it is asked
     */
    public static TokenCredential of(String userName, AccessToken token) {
        Objects.requireNonNull(token, "token");
        return new TokenCredential(userName, () -> CompletableFuture.completedFuture(token));
    }

    @Override
    public String userName() {
        return userName;
    }

    /**
     * Gives a token that is good for a while, fetched if there is none.
     *
     * @return the token to come; cancelling it doesn't touch the fetch, which others may wait for. It has no limit of its own: a login
     *     waits for it as long as its step may take
     */
    public synchronized CompletableFuture<AccessToken> token() {
        long now = clock.getAsLong();
        CompletableFuture<AccessToken> known = current;
        if (known == null || !(known.isDone() ? isUsable(known) : now - asked < LONGEST_FETCH)) {
            asked = now;
            known = CompletableFuture.completedFuture(supplier)
                    .thenComposeAsync(TokenCredential::fetch, Workers.shared())
                    .thenApply(token -> Objects.requireNonNull(token, "the supplier gave no token"));
            current = known;
        }
        return known.copy();
    }

    /**
     * Drops a token that a server refused, so that the next login fetches another.
     *
     * @param refused the token; nothing happens if it has been replaced meanwhile
     */
    public synchronized void drop(AccessToken refused) {
        CompletableFuture<AccessToken> known = current;
        if (known != null && isDone(known) && known.join().equals(refused)) {
            current = null;
        }
    }

    private static CompletableFuture<AccessToken> fetch(TokenSupplier supplier) {
        try {
            return Objects.requireNonNull(supplier.fetch(), "the supplier gave no future of a token");
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static boolean isUsable(CompletableFuture<AccessToken> known) {
        Instant expires = isDone(known) ? known.join().expires() : Instant.MIN;
        return expires == null || Instant.now().plus(MARGIN).isBefore(expires);
    }

    private static boolean isDone(CompletableFuture<AccessToken> known) {
        return known.isDone() && !known.isCompletedExceptionally();
    }

    /** Shows the user name only. */
    @Override
    public String toString() {
        return "TokenCredential[userName=" + Printable.escape(userName) + "]";
    }
}
