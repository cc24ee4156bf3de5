package org.postrider.cli;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpReply;

/**
 * The world around a command: where it writes, what it reads, whom it can ask. One value, so that a test brings a world of its own.
 *
 * @param out results, UTF-8 whatever the locale
 * @param err everything else
 * @param in standard input
 * @param environment the environment variables
 * @param prompt asks the person at the terminal, or null if nobody is there
 */
record Terminal(
        PrintWriter out,
        PrintWriter err,
        InputStream in,
        Map<String, String> environment,
        @Nullable Prompt prompt) {

    /** Asks for a secret without showing what is typed. */
    @FunctionalInterface
    interface Prompt {
        /** Gives the answer, or null if the person gave none (end of input). */
        @Nullable
        String ask(String question);
    }

    /** Java 22 to 24 have a console even where there is no terminal, unless {@code jdk.console} is {@code java.base}. */
    @SuppressWarnings("SystemConsoleNull")
    static Terminal ofProcess() {
        Console console = System.console();
        Prompt prompt = console == null ? null : question -> secret(console, question);
        return new Terminal(writer(FileDescriptor.out), writer(FileDescriptor.err), System.in, System.getenv(), prompt);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }

    private static @Nullable String secret(Console console, String question) {
        char[] answer = console.readPassword("%s", question);
        return answer == null ? null : new String(answer);
    }

    /** Escapes what could move the cursor or turn the direction of writing: what others wrote may hold anything. */
    static String harmless(String text) {
        return SmtpReply.of(250, text).text();
    }

    /** Asks a question whose answer may be seen. {@return the line that was typed}, empty at the end of input. */
    String answer(String question) {
        err.print(question);
        err.flush();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
                line.write(octet);
            }
        } catch (IOException e) {
            throw new UsageException("standard input can't be read: " + e.getMessage(), e);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    boolean isInteractive() {
        return prompt != null;
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
