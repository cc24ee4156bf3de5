package org.postrider.smtp.internal.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.postrider.smtp.PasswordCredential;

/** The mechanisms that we speak, and which of them to try with a server. */
final class Mechanisms {
    private static final List<String> BY_PREFERENCE = List.of("PLAIN", "LOGIN");

    private Mechanisms() {}

    /** Gives those that both sides know, best first, each to be tried when the server turns out not to support the one before. */
    static Deque<Mechanism> usable(Capabilities capabilities, PasswordCredential credential) {
        Deque<Mechanism> usable = new ArrayDeque<>();
        for (String name : BY_PREFERENCE) {
            if (capabilities.mechanisms().contains(name)) {
                usable.add(name.equals("PLAIN") ? plain(credential) : login(credential));
            }
        }
        return usable;
    }

    /** PLAIN: authorization id (none), user and password in one response (RFC 4616). */
    private static Mechanism plain(PasswordCredential credential) {
        return new Scripted("PLAIN", true, "\0" + credential.userName() + "\0" + credential.password());
    }

    /** LOGIN: user and password, each asked for; the prompts' wording is nobody's standard and is not looked at. */
    private static Mechanism login(PasswordCredential credential) {
        return new Scripted("LOGIN", false, credential.userName(), credential.password());
    }

    /** A mechanism whose responses don't depend on the challenges. */
    private static final class Scripted implements Mechanism {
        private final String name;
        private final boolean clientFirst;
        private final String[] responses;
        private int next;

        Scripted(String name, boolean clientFirst, String... responses) {
            this.name = name;
            this.clientFirst = clientFirst;
            this.responses = responses;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean isClientFirst() {
            return clientFirst;
        }

        @Override
        public byte[] respond(byte[] challenge) {
            if (next == responses.length) {
                throw new IllegalStateException("the server asks for more than " + name + " has to say");
            }
            return responses[next++].getBytes(StandardCharsets.UTF_8);
        }
    }
}
