package org.postrider.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds a password where it can't be seen by other users of the machine: in a file, in the environment, or by asking. There is no way
 * to give it as an argument, which {@code ps} would show.
 */
final class PasswordSource {
    static final String VARIABLE = "POSTRIDER_PASSWORD";

    private final Terminal terminal;

    PasswordSource(Terminal terminal) {
        this.terminal = terminal;
    }

    String find(String user, @Nullable Path file) {
        if (file != null) {
            return UsageException.taking("--password-file", () -> firstLine(file));
        }
        String variable = terminal.environment().get(VARIABLE);
        return variable != null && !variable.isEmpty() ? variable : ask(user);
    }

    private static String firstLine(Path file) throws IOException {
        String text = TextSource.decode(Files.readAllBytes(file), file.toString());
        String line = text.lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw new IllegalArgumentException("the first line of " + file + " is empty; it should be the password");
        }
        return line;
    }

    private String ask(String user) {
        Terminal.Prompt prompt = terminal.prompt();
        String answer = prompt == null ? null : prompt.ask("Password of " + user + ": ");
        if (answer == null) {
            throw new UsageException("--user: no password for " + user + "; give --password-file FILE, set " + VARIABLE
                    + ", or run in a terminal to be asked");
        }
        return answer;
    }
}
