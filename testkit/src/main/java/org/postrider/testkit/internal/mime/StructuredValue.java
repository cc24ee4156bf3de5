package org.postrider.testkit.internal.mime;

import java.util.Locale;
import java.util.Map;

/**
 * A header value with parameters, such as that of Content-Type (RFC 2045, section 5.1; RFC 2231).
 *
 * @param value what stands before the parameters, in lower case
 * @param parameters the decoded values by name in lower case
 */
record StructuredValue(String value, Map<String, String> parameters) {
    static StructuredValue parse(String text) {
        ValueScanner scanner = new ValueScanner(text);
        String value = scanner.until(";").toLowerCase(Locale.ROOT);
        ParameterSections parameters = new ParameterSections();
        while (scanner.hasMore()) {
            String name = scanner.until("=;").toLowerCase(Locale.ROOT);
            if (scanner.endedAt('=')) {
                parameters.add(name, scanner.until(";"));
            }
        }
        return new StructuredValue(value, parameters.decoded());
    }
}
