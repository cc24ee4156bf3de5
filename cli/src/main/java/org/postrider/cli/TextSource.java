package org.postrider.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads texts that are given as TEXT, as {@code @FILE} or as {@code -} for standard input; {@code @@} begins a text with an at sign.
 * Files are UTF-8, strictly: a text that isn't would reach the reader garbled. Standard input can be had once.
 */
final class TextSource {
    private final InputStream in;
    private boolean used;

    TextSource(InputStream in) {
        this.in = in;
    }

    String read(String argument) throws IOException {
        if (argument.equals("-")) {
            return decode(standardInput(), "standard input");
        }
        if (argument.startsWith("@@") || !argument.startsWith("@")) {
            return argument.startsWith("@") ? argument.substring(1) : argument;
        }
        Path file = Path.of(argument.substring(1));
        try {
            return decode(Files.readAllBytes(file), file.toString());
        } catch (OutOfMemoryError e) {
            throw new IllegalArgumentException(file + " is too large for a text; --attach takes a file of any size", e);
        }
    }

    private byte[] standardInput() throws IOException {
        if (used) {
            throw new IllegalArgumentException("standard input can be read once only; give one of the texts as @FILE");
        }
        used = true;
        return in.readAllBytes();
    }

    /** Decodes UTF-8 without replacing anything; the mark that some editors put in front is no part of the text. */
    static String decode(byte[] bytes, String name) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + " isn't UTF-8 text; convert it first", e);
        }
    }
}
