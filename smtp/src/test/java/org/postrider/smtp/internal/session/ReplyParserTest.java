package org.postrider.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.internal.session.ReplyParser.MalformedReplyException;

/** Replies, however the network cuts them, and bytes that aren't any. */
class ReplyParserTest {
    private static final String SCRIPT = "220 mx.example.com ESMTP\r\n"
            + "250-mx.example.com\r\n250-SIZE 1000\r\n250-\r\n250 AUTH PLAIN\r\n"
            + "250\r\n"
            + "550-5.1.1 Gr\u00fc\u00dfe \u2190\r\n550 5.1.1 \ud83d\udce8\r\n"
            + "354 \r\n";
    private static final List<SmtpReply> REPLIES = List.of(
            SmtpReply.of(220, "mx.example.com ESMTP"),
            new SmtpReply(250, List.of("mx.example.com", "SIZE 1000", "", "AUTH PLAIN")),
            SmtpReply.of(250, ""),
            new SmtpReply(550, List.of("5.1.1 Gr\u00fc\u00dfe \u2190", "5.1.1 \ud83d\udce8")),
            SmtpReply.of(354, ""));

    /** Whoever looks which refusal decided a message's fate looks for the object, since two may say the same. */
    @Test
    void positiveRepliesThatComeAgainAreRememberedAndRefusalsAreNot() throws Exception {
        List<SmtpReply> replies =
                parse(bytes("250 Ok\r\n550 no\r\n250 Ok\r\n550 no\r\n250 Oh\r\n251 Ok\r\n250 Ok\r\n"));
        assertThat(replies.get(2)).isEqualTo(replies.get(0));
        assertThat(replies.get(6)).isSameAs(replies.get(2));
        assertThat(replies.get(3)).isEqualTo(replies.get(1)).isNotSameAs(replies.get(1));
        assertThat(replies).extracting(SmtpReply::toString).endsWith("250 Oh", "251 Ok", "250 Ok");
    }

    /** What was expected next may come, begin like it, or be something else, and be cut anywhere. */
    @Test
    void repliesThatComeAgainInOtherOrdersAreReadAsTheyCome() throws Exception {
        List<String> vocabulary = List.of(
                "250 2.1.0 Ok",
                "250 2.1.5 Ok",
                "250 2.1.5 Okay",
                "250 2.1.5",
                "250-2.1.0 Ok\r\n250 2.1.5 Ok",
                "550 No",
                "354 Go");
        Random random = new Random(7);
        List<String> said = random.ints(2000, 0, vocabulary.size())
                .mapToObj(vocabulary::get)
                .flatMap(line ->
                        random.nextInt(3) == 0 ? Stream.of(line) : Stream.of(line, "250 2.1.5 Ok", "250 2.0.0 Queued"))
                .toList();
        List<SmtpReply> expected = said.stream()
                .map(text -> new SmtpReply(
                        Integer.parseInt(text.substring(0, 3)),
                        text.lines().map(line -> line.substring(4)).toList()))
                .toList();
        byte[] all = bytes(String.join("\r\n", said) + "\r\n");
        for (int size : new int[] {1, 7, 14, 15, 16, 100, all.length}) {
            assertThat(parse(pieces(all, size))).as("in pieces of %d", size).isEqualTo(expected);
        }
    }

    @Test
    void repliesAreTheSameWholeByLineAndByByte() throws Exception {
        byte[] script = bytes(SCRIPT);
        assertThat(parse(script)).isEqualTo(REPLIES);
        assertThat(parse(pieces(script, 1))).isEqualTo(REPLIES);
        byte[][] lines = SCRIPT.lines().map(line -> bytes(line + "\r\n")).toArray(byte[][]::new);
        assertThat(parse(lines)).isEqualTo(REPLIES);
    }

    @Test
    void replyMayBeCutAnywhere() throws Exception {
        byte[] script = bytes(SCRIPT);
        for (int cut = 1; cut < script.length; cut++) {
            assertThat(parse(slice(script, 0, cut), slice(script, cut, script.length)))
                    .as("cut at %d", cut)
                    .isEqualTo(REPLIES);
        }
    }

    @Test
    void whatFollowsAReplyIsLeftAlone() throws Exception {
        ByteBuffer in = ByteBuffer.wrap(bytes("220 go\r\nEHLO injected\r\n"));
        assertThat(new ReplyParser().parse(in)).isEqualTo(SmtpReply.of(220, "go"));
        assertThat(StandardCharsets.US_ASCII.decode(in).toString()).isEqualTo("EHLO injected\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "25\r\n",
                "2x0 ok\r\n",
                "100 no\r\n",
                "600 no\r\n",
                "260no\r\n",
                "250_ok\r\n",
                "250\tok\r\n",
                "-50 ok\r\n",
                " 250 ok\r\n",
                "250 ok\n",
                "\n",
                "250 o\rk\r\n",
                "250 ok\r\r\n",
                "250-first\r\n550 second\r\n",
                "250-first\r\nsecond\r\n",
                "250-first\r\n251 second\r\n",
                "\u0662\u0665\u0660 ok\r\n",
                "\uff12\uff15\uff10 ok\r\n",
                "\0\0\0 ok\r\n",
                "HTTP/1.1 400 Bad Request\r\n"
            })
    void whatIsNoReplyIsRefused(String text) {
        assertMalformed(text, "");
    }

    @Test
    void nulIsTextAndIsShownEscaped() throws Exception {
        assertThat(parse(bytes("250 o\0k\r\n"))).singleElement().hasToString("250 o\\u0000k");
    }

    @Test
    void brokenUtf8IsReplacedAndChangesNothingElse() throws Exception {
        byte[] line = bytes("250 oXk\r\n");
        line[5] = (byte) 0xc3;
        assertThat(parse(line)).containsExactly(SmtpReply.of(250, "o\ufffdk"));
    }

    @Test
    void lineHasItsLimit() throws Exception {
        String longest = "x".repeat(ReplyParser.LONGEST_LINE - 5);
        assertThat(parse(bytes("250 " + longest + "\r\n"))).containsExactly(SmtpReply.of(250, longest));
        assertMalformed("250 " + longest + "x\r\n", "longer than 4096");
    }

    @Test
    void challengesMayBeLongerThanOtherReplies() throws Exception {
        String longest = "x".repeat(12_288);
        assertThat(parse(bytes("334 " + longest + "\r\n"))).containsExactly(SmtpReply.of(334, longest));
        assertMalformed("334 " + longest + "x\r\n", "longer than " + ReplyParser.LONGEST_CHALLENGE);
        assertMalformed("334 " + longest + "\r\n250 " + longest + "\r\n", "longer than 4096");
    }

    @Test
    void replyHasItsLimit() throws Exception {
        String line = "250-" + "x".repeat(1018) + "\r\n";
        assertThat(parse(bytes(line.repeat(63) + "250 end\r\n")))
                .singleElement()
                .satisfies(r -> assertThat(r.lines()).hasSize(64));
        assertMalformed(line.repeat(65), "longer than 65536");
    }

    @Test
    void limitsCountFromReplyToReply() throws Exception {
        String reply = "250 " + "x".repeat(1000) + "\r\n";
        assertThat(parse(bytes(reply.repeat(200)))).hasSize(200);
    }

    @Test
    void emptyLinesWithoutEndAreBoundedToo() {
        assertMalformed("250-\r\n".repeat(20_000), "longer than 65536");
    }

    private static void assertMalformed(String text, String reason) {
        assertThatExceptionOfType(MalformedReplyException.class)
                .isThrownBy(() -> parse(bytes(text)))
                .withMessageContaining(reason);
    }

    private static List<SmtpReply> parse(byte[]... pieces) throws MalformedReplyException {
        ReplyParser parser = new ReplyParser();
        List<SmtpReply> replies = new ArrayList<>();
        for (byte[] piece : pieces) {
            ByteBuffer in = ByteBuffer.wrap(piece);
            for (SmtpReply reply = parser.parse(in); reply != null; reply = parser.parse(in)) {
                replies.add(reply);
            }
            assertThat(in.hasRemaining()).isFalse();
        }
        return replies;
    }

    private static byte[][] pieces(byte[] all, int size) {
        byte[][] pieces = new byte[(all.length + size - 1) / size][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = slice(all, i * size, Math.min(all.length, (i + 1) * size));
        }
        return pieces;
    }

    private static byte[] slice(byte[] all, int from, int to) {
        return java.util.Arrays.copyOfRange(all, from, to);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
