package org.postrider.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may become the bytes of a command, and what never does. */
class CommandLineTest {
    private final CommandLine line = new CommandLine();

    @Test
    void piecesBecomeOneLine() {
        line.start()
                .ascii("MAIL FROM:<")
                .international("gr\u00fc\u00dfe\ud83d\udce8@example.com")
                .ascii("> SIZE=")
                .number(12);
        assertThat(written(100)).isEqualTo("MAIL FROM:<gr\u00fc\u00dfe\ud83d\udce8@example.com> SIZE=12\r\n");
    }

    /** U+560A and U+760D end in the bytes of LF and CR: what a cut of char to byte would let through. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r", "\n", "\0", "\t", "\u007f", "\u0085", "\u2028", "\u2029", "\u560a", "\u760d", "\u010d", "\u00e9",
                "\ud83d"
            })
    void asciiTakesPrintableAsciiOnly(String bad) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> line.start().ascii("RCPT TO:<a" + bad + "b>"))
                .withMessageContaining("character 10")
                .withMessageNotContaining("RCPT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r", "\n", "\0", "\t", "\u001f", "\u007f", "\u0085", "\u009b", "\u2028", "\u2029", "\ud83d", "\udce8"
            })
    void internationalTextHoldsNoLineBreakControlOrHalfCharacter(String bad) {
        assertThatIllegalArgumentException().isThrownBy(() -> line.start().international("a" + bad + "b"));
    }

    @Test
    void internationalTextIsCodedAsItIs() {
        String text = "\u560a\u760d\u010d@\u4f8b\u3048.jp";
        line.start().international(text);
        assertThat(written(100)).isEqualTo(text + "\r\n");
    }

    @Test
    void hugeTextIsRefusedInsteadOfCut() {
        String megabyte = "x".repeat(1_000_000);
        assertThatIllegalArgumentException().isThrownBy(() -> line.start().ascii(megabyte));
        assertThatIllegalArgumentException().isThrownBy(() -> line.start().international(megabyte));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        line.start().ascii("x".repeat(CommandLine.LONGEST)).number(1));
    }

    /** Few lines are long, so the first has room for the usual ones only. */
    @Test
    void lineGrowsByAnyPieceUpToTheLongest() {
        String ascii = "AUTH ".repeat(150);
        String wide = "\u4f8b\ud83d\udce8".repeat(150);
        byte[] secret = "hidden".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        String encoded = Base64.getEncoder().encodeToString(secret);
        line.start().ascii(ascii).international(wide).secret(secret);
        int length = ascii.length() + wide.getBytes(StandardCharsets.UTF_8).length + encoded.length();
        String rest = "x".repeat(CommandLine.LONGEST - length - 1);
        line.ascii(rest).number(7);
        assertThat(written(CommandLine.LONGEST + 2)).isEqualTo(ascii + wide + encoded + rest + "7\r\n");
    }

    @Test
    void lineThatDoesNotFitIsHeldBackWhole() {
        line.start().ascii("DATA");
        assertThat(line.moveTo(ByteBuffer.allocate(5))).isFalse();
        ByteBuffer exact = ByteBuffer.allocate(6);
        assertThat(line.start().ascii("DATA").moveTo(exact)).isTrue();
        assertThat(exact.hasRemaining()).isFalse();
    }

    @Test
    void nothingOfARefusedLineStaysForTheNext() {
        assertThatIllegalArgumentException().isThrownBy(() -> line.start().ascii("secret\r"));
        line.start().ascii("QUIT");
        assertThat(written(100)).isEqualTo("QUIT\r\n");
    }

    private String written(int room) {
        ByteBuffer out = ByteBuffer.allocate(room);
        assertThat(line.moveTo(out)).isTrue();
        return StandardCharsets.UTF_8.decode(out.flip()).toString();
    }
}
