package org.postrider.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.postrider.mime.ContentDisposition;
import org.postrider.mime.ContentType;

/** Types and dispositions with their parameters are refused, or their written form says the same. */
class ParameterFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void writtenFormSaysTheSame(byte[] input) {
        String text = Wire.text(input);
        type(text);
        disposition(text);
    }

    private static void type(String text) {
        ContentType type;
        try {
            type = new ContentType(text);
        } catch (IllegalArgumentException refused) {
            return;
        }
        ContentType again = new ContentType(type.toString());
        assertThat(again).isEqualTo(type);
        assertThat(again.getMediaType()).isEqualTo(type.getMediaType());
        assertThat(again.getParameters()).isEqualTo(type.getParameters());
    }

    private static void disposition(String text) {
        ContentDisposition disposition;
        try {
            disposition = new ContentDisposition(text);
        } catch (IllegalArgumentException refused) {
            return;
        }
        ContentDisposition again = new ContentDisposition(disposition.toString());
        assertThat(again).isEqualTo(disposition);
        assertThat(again.getDispositionType()).isEqualTo(disposition.getDispositionType());
        assertThat(again.getParameters()).isEqualTo(disposition.getParameters());
    }
}
