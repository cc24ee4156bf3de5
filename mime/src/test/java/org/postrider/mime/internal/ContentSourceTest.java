package org.postrider.mime.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.mime.TransferEncoding;

class ContentSourceTest {
    @TempDir
    Path folder;

    private final List<String> events = new ArrayList<>();

    @Test
    void sourcesAreOpenedWhenTheirTurnComesAndClosedWhenItIsOver() throws IOException {
        SequenceSource source = new SequenceSource(List.of(recording("a"), recording("b")));
        assertThat(source.size()).isEqualTo(-1);
        try (ReadableByteChannel channel = source.open()) {
            assertThat(events).isEmpty();
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThat(channel.read(one)).isEqualTo(1);
            assertThat(events).containsExactly("open a");
            assertThat(channel.read(one.clear())).isEqualTo(1);
            assertThat(events).containsExactly("open a", "close a", "open b");
            assertThat(channel.read(one.clear())).isEqualTo(-1);
        }
        assertThat(events).containsExactly("open a", "close a", "open b", "close b");
    }

    @Test
    void closingHalfWayClosesWhatIsOpenAndOpensNothingMore() throws IOException {
        EncodedSource encoded = new EncodedSource(recording("a"), TransferEncoding.BASE64);
        ReadableByteChannel channel = new SequenceSource(List.of(encoded, recording("b"))).open();
        channel.read(ByteBuffer.allocate(1));
        channel.close();
        channel.close();
        assertThat(channel.isOpen()).isFalse();
        assertThat(events).containsExactly("open a", "close a");
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aSourceThatFailsIsClosedWithItsReader() throws IOException {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public void close() {
                events.add("close");
            }
        };
        ContentSource source = new EncodedSource(new StreamSource(failing), TransferEncoding.BASE64);
        try (ReadableByteChannel channel = source.open()) {
            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(100))).hasMessage("the disk is gone");
        }
        assertThat(events).containsExactly("close");
    }

    @Test
    void aStreamSaysThatItWasReadAlready() throws IOException {
        StreamSource source = new StreamSource(new ByteArrayInputStream("x".getBytes(US_ASCII)));
        assertThat(source.mayBlock()).isTrue();
        assertThat(TransferEncodingTest.read(source, 10)).containsExactly('x');
        assertThatThrownBy(source::open).isInstanceOf(IOException.class).hasMessageContaining("read already");
    }

    @Test
    void aFileIsReadAsItIsWhenItIsFirstLookedAt() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "before");
        FileSource source = new FileSource(file);
        Files.writeString(file, "afterwards");
        assertThat(source.size()).isEqualTo(10);
        assertThat(TransferEncodingTest.read(source, 3)).isEqualTo("afterwards".getBytes(US_ASCII));
        assertThat(TransferEncodingTest.read(source, 3)).isEqualTo("afterwards".getBytes(US_ASCII));
    }

    @Test
    void aFileThatChangesAfterItsSizeWasPromisedIsNotRead() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "before");
        FileSource source = new FileSource(file);
        assertThat(source.size()).isEqualTo(6);
        Files.writeString(file, "afterwards");
        assertThat(source.size()).isEqualTo(6);
        assertThatThrownBy(source::open).isInstanceOf(IOException.class).hasMessageContaining("was changed");
        assertThat(TransferEncodingTest.read(source.frozen(), 3)).isEqualTo("afterwards".getBytes(US_ASCII));
    }

    @Test
    void aFileThatKeepsItsSizeGivesItselfAwayByItsTime() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "before");
        FileSource source = new FileSource(file);
        source.open().close();
        Files.writeString(file, "beyond");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThatThrownBy(source::open).hasMessageContaining("was changed");
    }

    @Test
    void aFileThatChangesWhileItIsReadDoesNotEndWell() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "before");
        try (ReadableByteChannel channel = new FileSource(file).open()) {
            ByteBuffer all = ByteBuffer.allocate(100);
            assertThat(channel.read(all)).isEqualTo(6);
            Files.writeString(file, "before and after");
            assertThat(channel.read(all)).isEqualTo(10);
            assertThatThrownBy(() -> channel.read(all)).hasMessageContaining("was changed");
        }
    }

    @Test
    void aPipeHasNoSizeAndIsNotWatched() throws Exception {
        Path pipe = folder.resolve("pipe");
        Assumptions.assumeTrue(mkfifo(pipe), "no mkfifo here");
        FileSource source = new FileSource(pipe);
        assertThat(source.size()).isEqualTo(-1);
        Thread writer = new Thread(() -> {
            try {
                Files.writeString(pipe, "through the pipe", StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        assertThat(TransferEncodingTest.read(source, 5)).isEqualTo("through the pipe".getBytes(US_ASCII));
        writer.join();
    }

    private static boolean mkfifo(Path pipe) throws InterruptedException {
        try {
            return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    @Test
    void everyReadingIsHashedForItself() throws IOException {
        List<String> told = new ArrayList<>();
        DigestSource source = new DigestSource(
                new ByteSource("abc".getBytes(US_ASCII)),
                ContentSourceTest::sha256,
                (hash, count) -> told.add(count + " " + HexFormat.of().formatHex(hash)));
        assertThat(source.size()).isEqualTo(3);
        assertThat(source.mayBlock()).isTrue();
        source.open().close();
        assertThat(told).isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(TransferEncodingTest.read(source, 2)).isEqualTo("abc".getBytes(US_ASCII));
        }
        // FIPS 180-2, B.1
        String abc = "3 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(told).containsExactly(abc, abc);
    }

    @Test
    void aMissingFileAndAFolderAreRefusedByName() throws IOException {
        assertThatThrownBy(() -> new FileSource(folder.resolve("none.txt")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none.txt");
        assertThatThrownBy(() -> new FileSource(folder)).hasMessageContaining("not a readable file");
        Path gone = Files.createFile(folder.resolve("gone.txt"));
        FileSource source = new FileSource(gone);
        Files.delete(gone);
        assertThat(source.size()).isEqualTo(-1);
        assertThatThrownBy(source::open).isInstanceOf(NoSuchFileException.class);
        Files.createDirectory(gone);
        assertThatThrownBy(source::open).hasMessageContaining("gone.txt: not a readable file");
    }

    @Test
    void contentLargerThanTheHeapIsStreamed() throws IOException {
        long size = Runtime.getRuntime().maxMemory() + 50_000_000;
        InputStream zeros = new InputStream() {
            private long left = size;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] target, int offset, int count) {
                int given = (int) Math.min(count, left);
                left -= given;
                return given == 0 ? -1 : given;
            }
        };
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        long read = 0;
        try (ReadableByteChannel channel = new EncodedSource(new StreamSource(zeros), TransferEncoding.BASE64).open()) {
            while (channel.read(buffer.clear()) >= 0) {
                read += buffer.position();
            }
        }
        assertThat(read).isEqualTo(Base64Encoder.size(size));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Gives its name, and tells when it is opened and closed. */
    private ContentSource recording(String name) {
        return new ContentSource() {
            @Override
            public ReadableByteChannel open() {
                events.add("open " + name);
                return Channels.newChannel(new ByteArrayInputStream(name.getBytes(US_ASCII)) {
                    @Override
                    public void close() {
                        events.add("close " + name);
                    }
                });
            }

            @Override
            public long size() {
                return -1;
            }

            @Override
            public boolean mayBlock() {
                return true;
            }
        };
    }
}
