package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void everyCharacterComesBack() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= 0xffff; c++) {
            all.append((char) c);
        }
        all.appendCodePoint(0x1f4ee);

        assertThat(JsonReader.read(Json.of(all.toString()))).isEqualTo(all.toString());
    }

    @Test
    void nothingThatCouldBeMisreadStandsBare() {
        String json = Json.of("\u0000\u001b[2J\u007f\u0085\u2028\u2029\u202e\ud800\"\\");

        assertThat(json).isEqualTo("\"\\u0000\\u001b[2J\\u007f\\u0085\\u2028\\u2029\\u202e\\ud800\\\"\\\\\"");
    }

    @Test
    void valuesNestAndKeepTheirOrder() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", List.of());
        map.put("a", Arrays.asList(1, -2.5, true, null, Map.of()));

        assertThat(Json.of(map)).isEqualTo("{\"z\":[],\"a\":[1,-2.5,true,null,{}]}");
        assertThat(JsonReader.object(Json.of(map))).containsOnlyKeys("z", "a");
    }
}
