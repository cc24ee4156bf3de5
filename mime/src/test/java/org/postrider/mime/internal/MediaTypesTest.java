package org.postrider.mime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {
    @ParameterizedTest
    @CsvSource({
        "report.pdf, application/pdf",
        "PHOTO.JPEG, image/jpeg",
        "ANIM.GIF, image/gif",
        "a.tar.gz, application/gzip",
        "/tmp/x.y/page.html, text/html",
        "letter.docx, application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "message.eml, application/octet-stream",
        "pdf., application/octet-stream",
        "'', application/octet-stream",
        "archive.unknown, application/octet-stream"
    })
    void theEndOfANameTellsTheTypeInEveryLocale(String name, String type) {
        assertThat(MediaTypes.ofFile(name)).isEqualTo(type);
    }
}
