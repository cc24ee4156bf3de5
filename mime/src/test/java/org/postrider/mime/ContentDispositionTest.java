package org.postrider.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDispositionTest {
    private static final OffsetDateTime DATE =
            OffsetDateTime.of(2026, 7, 4, 9, 5, 7, 0, ZoneOffset.ofHoursMinutes(-3, -30));

    @Test
    void itIsAnAttachmentUnlessToldOtherwise() {
        ContentDisposition disposition = new ContentDisposition();
        assertThat(disposition).hasToString("attachment");
        assertThat(disposition.getSize()).isEqualTo(-1);
        assertThat(disposition.getCreationDate()).isNull();
        disposition.setInline(true);
        assertThat(disposition.getDispositionType()).isEqualTo(DispositionTypeNames.INLINE);
        disposition.setDispositionType("X-Other");
        assertThat(disposition.isInline()).isFalse();
        assertThat(disposition).hasToString("x-other");
    }

    @Test
    void datesAndSizeAreWrittenAndReadInEveryLocale() {
        ContentDisposition disposition = new ContentDisposition("attachment; filename=\"a b\"");
        disposition.setCreationDate(DATE);
        disposition.setModificationDate(DATE.plusDays(1));
        disposition.setReadDate(DATE.withOffsetSameInstant(ZoneOffset.UTC));
        disposition.setSize(12);
        assertThat(disposition)
                .hasToString("attachment; filename=\"a b\"; creation-date=\"Sat, 4 Jul 2026 09:05:07 -0330\";"
                        + " modification-date=\"Sun, 5 Jul 2026 09:05:07 -0330\";"
                        + " read-date=\"Sat, 4 Jul 2026 12:35:07 +0000\"; size=12");
        ContentDisposition read = new ContentDisposition(disposition.toString());
        assertThat(read).isEqualTo(disposition).hasSameHashCodeAs(disposition);
        assertThat(read.getCreationDate()).isEqualTo(DATE);
        assertThat(read.getModificationDate()).isEqualTo(DATE.plusDays(1));
        assertThat(read.getReadDate()).isEqualTo(DATE);
        assertThat(read.getSize()).isEqualTo(12);
        read.setSize(-1);
        read.setFileName(null);
        read.setReadDate(null);
        assertThat(read.getParameters()).containsOnlyKeys("creation-date", "modification-date");
    }

    @Test
    void anUnknownZoneIsRead() {
        ContentDisposition read = new ContentDisposition("inline; read-date=\"4 Jul 2026 09:05:07 -0000\"");
        assertThat(read.getReadDate()).isEqualTo(DATE.withOffsetSameLocal(ZoneOffset.UTC));
    }

    @Test
    void theMapIsNoWayAroundTheChecks() {
        ContentDisposition disposition = new ContentDisposition();
        disposition.setSize(Long.MAX_VALUE);
        disposition.setCreationDate(DATE);
        assertThatThrownBy(() -> disposition.getParameters().put("Size", "many"))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> disposition.getParameters().put("creation-date", "now"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("2026");
        assertThat(disposition.getSize()).isEqualTo(Long.MAX_VALUE);
        assertThat(disposition.getCreationDate()).isEqualTo(DATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "attachment; size=x",
                "attachment; size=-5",
                "attachment; size=+5",
                "attachment; size=\"\"",
                "attachment; size=9223372036854775808",
                "attachment; filename=\"a/b\"",
                "attachment; read-date=yesterday",
                "attachment; creation-date=1",
                "; filename=a"
            })
    void malformedDispositionsAreRefused(String text) {
        assertThatThrownBy(() -> new ContentDisposition(text)).isInstanceOf(FormatException.class);
    }

    @Test
    void whatIsMalformedIsToldHowItIsWritten() {
        assertThatThrownBy(() -> new ContentDisposition(""))
                .hasMessageEndingWith("write it like attachment; filename=\"a.txt\"");
        assertThatThrownBy(() -> new ContentType("text"))
                .hasMessageEndingWith("write it like text/plain; charset=utf-8");
    }
}
