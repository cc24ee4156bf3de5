package org.postrider.smtp.internal.wire;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * In which way the wire below behaves.
 *
 * @param protocol the version of TLS
 * @param chunk how many octets come at once at most
 * @param later whether operations are pending before they complete
 */
record Weather(String protocol, int chunk, boolean later) {
    static Stream<Weather> all() {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .flatMap(protocol -> IntStream.of(1, 7, 100, 16_384)
                        .boxed()
                        .flatMap(chunk -> Stream.of(false, true).map(later -> new Weather(protocol, chunk, later))));
    }
}
