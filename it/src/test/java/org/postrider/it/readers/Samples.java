package org.postrider.it.readers;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.postrider.mime.TransferEncoding;

/** The matrix: every structure in every charset with every wish for an encoding, and hostile texts and names all over it. */
final class Samples {
    private Samples() {}

    /** Makes the same samples at each call. */
    static List<Sample> all(Path folder) {
        List<Sample> samples = new ArrayList<>();
        for (Structure structure : Structure.values()) {
            for (Charset charset : Hostile.CHARSETS) {
                for (TransferEncoding encoding : TransferEncoding.values()) {
                    int number = samples.size();
                    String id = String.format(
                            Locale.ROOT, "%03d_%s_%s_%s", number, structure, charset.name(), encoding.token());
                    Draft draft = new Draft(charset, encoding, new Random(number), folder);
                    samples.add(draft.sample(id.toLowerCase(Locale.ROOT), structure));
                }
            }
        }
        return samples;
    }
}
