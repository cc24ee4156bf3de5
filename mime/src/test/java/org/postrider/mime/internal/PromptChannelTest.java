package org.postrider.mime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.mime.TransferEncoding;

class PromptChannelTest {
    private static final ByteSource HEADER = new ByteSource(new byte[5]);

    @TempDir
    Path folder;

    @Test
    void onlyTheStreamOverAnArrayIsKnownToBeInMemory() {
        byte[] octets = {1, 2, 3};
        assertThat(new StreamChannel(new ByteArrayInputStream(octets)).mayBlock())
                .isFalse();
        assertThat(new StreamChannel(new ByteArrayInputStream(octets) {}).mayBlock())
                .as("a class that extends it")
                .isTrue();
        assertThat(new StreamChannel(InputStream.nullInputStream()).mayBlock()).isTrue();
    }

    @Test
    void aSequenceMayBlockUntilTheLastSourceThatMightIsOpenAndDoesNot() throws IOException {
        EncodedSource encoded =
                new EncodedSource(supplied(new ByteArrayInputStream(new byte[57])), TransferEncoding.BASE64);
        SequenceSource source = new SequenceSource(List.of(HEADER, encoded, HEADER));
        try (ReadableByteChannel channel = source.open()) {
            assertThat(PromptChannel.mayBlock(channel))
                    .as("before the first read")
                    .isTrue();
            channel.read(ByteBuffer.allocate(5));
            assertThat(PromptChannel.mayBlock(channel)).as("behind the header").isTrue();
            channel.read(ByteBuffer.allocate(10));
            assertThat(PromptChannel.mayBlock(channel))
                    .as("within what is in memory")
                    .isFalse();
        }
    }

    @Test
    void aSequenceMayBlockWhileASourceOfThatKindIsStillToCome() throws IOException {
        ContentSource inMemory = supplied(new ByteArrayInputStream(new byte[57]));
        SequenceSource source = new SequenceSource(List.of(inMemory, supplied(InputStream.nullInputStream())));
        try (ReadableByteChannel channel = source.open()) {
            channel.read(ByteBuffer.allocate(10));
            assertThat(PromptChannel.mayBlock(channel)).isTrue();
        }
    }

    @Test
    void aSequenceThatWasReadToItsEndHasNothingLeftToWaitFor() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[100]);
        try (ReadableByteChannel channel = new SequenceSource(List.of(HEADER, new FileSource(file))).open()) {
            ByteBuffer target = ByteBuffer.allocate(200);
            channel.read(target);
            assertThat(target.position()).isEqualTo(105);
            assertThat(PromptChannel.mayBlock(channel)).isFalse();
        }
    }

    @Test
    void aChannelThatDoesNotKnowMayBlock() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[100]);
        try (ReadableByteChannel channel = new FileSource(file).open()) {
            assertThat(PromptChannel.mayBlock(channel)).isTrue();
        }
    }

    private static ContentSource supplied(InputStream stream) {
        return new StreamSource(stream);
    }
}
