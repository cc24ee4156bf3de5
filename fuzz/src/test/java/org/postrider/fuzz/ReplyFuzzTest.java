package org.postrider.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.internal.session.ReplyParser;
import org.postrider.smtp.internal.session.ReplyParser.MalformedReplyException;

/** Replies are the same however the network cuts them, within their bounds, and come to an end with the first that is none. */
class ReplyFuzzTest {
    /** A challenge may be that long (RFC 4954, section 4), others are less. */
    private static final int LONGEST_LINE = 12_300;

    @FuzzTest(maxDuration = "20s")
    void cutsChangeNothing(byte[] input) {
        List<String> whole = read(input, input.length + 1);
        assertThat(read(input, 1)).isEqualTo(whole);
        assertThat(read(input, 7)).isEqualTo(whole);
    }

    /** What was read, and last of all what ended it. */
    private static List<String> read(byte[] input, int piece) {
        List<String> read = new ArrayList<>();
        ReplyParser parser = new ReplyParser();
        try {
            for (int from = 0; from < input.length; from += piece) {
                take(parser, ByteBuffer.wrap(input, from, Math.min(piece, input.length - from)), read);
            }
        } catch (MalformedReplyException e) {
            read.add(e.getMessage());
        }
        return read;
    }

    private static void take(ReplyParser parser, ByteBuffer piece, List<String> read) throws MalformedReplyException {
        for (SmtpReply reply = parser.parse(piece); reply != null; reply = parser.parse(piece)) {
            assertThat(reply.code()).isBetween(200, 599);
            assertThat(reply.lines()).isNotEmpty().allSatisfy(ReplyFuzzTest::requireShort);
            assertThat(reply.toString()).doesNotContain("\r", "\n", "\0");
            read.add(reply.code() + " " + reply.lines());
        }
    }

    private static void requireShort(String line) {
        assertThat(line.length()).isLessThanOrEqualTo(LONGEST_LINE);
        assertThat(line).doesNotContain("\r", "\n");
    }
}
