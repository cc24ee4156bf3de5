package org.postrider.smtp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.sasl.Mechanisms;

/**
 * Who logs in, and by which mechanisms.
 *
 * <p>Of the mechanisms that server and credential allow, the strongest is used: one of your own; EXTERNAL; GSSAPI, GSS-SPNEGO;
 * OAUTHBEARER, XOAUTH2; SCRAM-SHA-512-PLUS, -256-PLUS, -1-PLUS, then the three without channel binding; DIGEST-MD5, CRAM-MD5; PLAIN,
 * LOGIN; and NTLM (its second version), whose responses are worth as much as the password to whoever gets them. A mechanism that the
 * server turns out not to support (504, 534) gives way to the next. A refusal is final: a password that was refused isn't offered again
 * in a weaker way.
 *
 * <p>Immutable and safe to share: each {@code with} makes a variation.
 */
public final class AuthOptions {
    /** Nobody logs in. */
    public static final AuthOptions NONE = new AuthOptions(null, Map.of(), List.of(), false, List.of(), null);

    private final @Nullable Credential credential;
    private final Map<String, Credential> byMechanism;
    private final List<String> mechanisms;
    private final boolean exact;
    private final List<SaslMechanism> own;
    private final @Nullable String targetName;

    private AuthOptions(
            @Nullable Credential credential,
            Map<String, Credential> byMechanism,
            List<String> mechanisms,
            boolean exact,
            List<SaslMechanism> own,
            @Nullable String targetName) {
        this.credential = credential;
        this.byMechanism = byMechanism;
        this.mechanisms = mechanisms;
        this.exact = exact;
        this.own = own;
        this.targetName = targetName;
    }

    /**
     * Makes options to log in with a credential.
     *
     * @param credential the credential, for each mechanism that knows its kind
     * @return the options
     */
    public static AuthOptions of(Credential credential) {
        return NONE.withCredential(credential);
    }

    /**
     * Gives the names of all mechanisms that are there without further ado, strongest first.
     *
     * @return the names, services included
     */
    public static List<String> knownMechanisms() {
        return NONE.order().stream().map(SaslMechanism::name).toList();
    }

    /**
     * Sets the credential for each mechanism that has none of its own.
     *
     * @param credential the credential, or null for none
     * @return a variation of these options
     */
    public AuthOptions withCredential(@Nullable Credential credential) {
        return new AuthOptions(credential, byMechanism, mechanisms, exact, own, targetName);
    }

    /**
     * Sets the credential for one mechanism.
     *
     * @param mechanism the mechanism's name, in any case
     * @param credential the credential
     * @return a variation of these options
     */
    public AuthOptions withCredential(String mechanism, Credential credential) {
        Map<String, Credential> more = new LinkedHashMap<>(byMechanism);
        more.put(upper(mechanism), Objects.requireNonNull(credential, "credential"));
        return new AuthOptions(this.credential, Collections.unmodifiableMap(more), mechanisms, exact, own, targetName);
    }

    /**
     * Allows these mechanisms only. A name that no mechanism has counts for nothing, as {@link #withMechanism} may give it one yet; an
     * error that says that none is left names it.
     *
     * @param names their names, the one to try first in front
     * @return a variation of these options
     */
    public AuthOptions withMechanisms(String... names) {
        return withOrder(true, names);
    }

    /**
     * Prefers these mechanisms; the others follow, strongest first.
     *
     * @param names their names, the one to try first in front
     * @return a variation of these options
     */
    public AuthOptions preferring(String... names) {
        return withOrder(false, names);
    }

    private AuthOptions withOrder(boolean only, String... names) {
        if (only && names.length == 0) {
            throw new IllegalArgumentException("no mechanism is named; use AuthOptions.NONE to send without a login");
        }
        List<String> order = List.of(names).stream().map(AuthOptions::upper).toList();
        return new AuthOptions(credential, byMechanism, order, only, own, targetName);
    }

    /**
     * Adds a mechanism of your own, which goes before those that are there.
     *
     * @param mechanism the mechanism
     * @return a variation of these options
     * @throws NullPointerException if its name is null
     */
    public AuthOptions withMechanism(SaslMechanism mechanism) {
        Objects.requireNonNull(mechanism, "mechanism");
        Objects.requireNonNull(mechanism.name(), "the mechanism has no name: give the registered one by name()");
        List<SaslMechanism> more = new ArrayList<>(own);
        more.add(mechanism);
        return new AuthOptions(credential, byMechanism, mechanisms, exact, List.copyOf(more), targetName);
    }

    /**
     * Sets the name of the service that Kerberos gives a ticket for.
     *
     * @param targetName service and host, such as {@code smtp/mail.example.com}, or null for {@code smtp} at the server's name
     * @return a variation of these options
     * @throws IllegalArgumentException unless it has the form {@code service/host}
     */
    public AuthOptions withTargetName(@Nullable String targetName) {
        int slash = targetName == null ? 1 : targetName.indexOf('/');
        if (slash < 1 || (targetName != null && slash == targetName.length() - 1)) {
            throw new IllegalArgumentException(
                    "a target name has the form service/host, such as smtp/mail.example.com");
        }
        return new AuthOptions(credential, byMechanism, mechanisms, exact, own, targetName);
    }

    /** {@return whether anybody logs in} */
    public boolean isWanted() {
        return credential != null || !byMechanism.isEmpty();
    }

    /**
     * Gives what a mechanism logs in with.
     *
     * @param mechanism the mechanism's name, in upper case
     * @return its credential, or else the one for all; null if there is neither
     */
    public @Nullable Credential credentialFor(String mechanism) {
        return byMechanism.getOrDefault(mechanism, credential);
    }

    /**
     * Gives the mechanisms to try, whatever the server offers and the credentials are.
     *
     * @return the mechanisms, the one to try first in front
     */
    public List<SaslMechanism> order() {
        return Mechanisms.order(own, mechanisms, exact);
    }

    /**
     * Gives the names that were chosen and that no mechanism has, neither ours nor one of your own.
     *
     * @return the names in upper case, none if all is well
     */
    public List<String> unknownMechanisms() {
        Set<String> unknown = new LinkedHashSet<>(mechanisms);
        unknown.addAll(byMechanism.keySet());
        preferring().order().forEach(known -> unknown.remove(upper(known.name())));
        return List.copyOf(unknown);
    }

    /** {@return the service that Kerberos gives a ticket for, or null for {@code smtp} at the server's name} */
    public @Nullable String targetName() {
        return targetName;
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthOptions o
                && Objects.equals(credential, o.credential)
                && byMechanism.equals(o.byMechanism)
                && mechanisms.equals(o.mechanisms)
                && exact == o.exact
                && own.equals(o.own)
                && Objects.equals(targetName, o.targetName);
    }

    @Override
    public int hashCode() {
        return Objects.hash(credential, byMechanism, mechanisms, targetName);
    }

    /** Shows the credentials without their secrets, and the mechanisms that were chosen. */
    @Override
    public String toString() {
        return "AuthOptions[" + credential + ", " + byMechanism + ", " + mechanisms + "]";
    }
}
