package org.postrider.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of modules in {@code docs/ARCHITECTURE.md}: folder, package, what it is, what it may depend on. */
final class ModuleTable {
    /** One row; folders are named without their back-quotes. */
    record Row(String folder, String module, Set<String> mayDependOn) {}

    private ModuleTable() {}

    static List<Row> read(Path page) throws IOException {
        try (Stream<String> lines = Files.lines(page)) {
            return lines.filter(line -> line.startsWith("| `"))
                    .map(ModuleTable::row)
                    .toList();
        }
    }

    private static Row row(String line) {
        String[] cells = line.split("\\|");
        if (cells.length != 5) {
            throw new AssertionError("a row of the module table has four cells: " + line);
        }
        return new Row(plain(cells[1]), plain(cells[2]), folders(cells[4]));
    }

    private static Set<String> folders(String cell) {
        String text = plain(cell);
        return text.equals("nothing")
                ? Set.of()
                : Arrays.stream(text.split(", *")).collect(Collectors.toSet());
    }

    private static String plain(String cell) {
        return cell.replace("`", "").trim();
    }
}
