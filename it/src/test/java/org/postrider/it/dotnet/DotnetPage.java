package org.postrider.it.dotnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/DOTNET.md}, as far as tests read it: how types are called, what became of each member, and what is ours. */
final class DotnetPage {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern TYPE = Pattern.compile("### `(\\S+)` is `(\\S+)`");
    private static final String NONE = "none";

    /** A type of .NET with its Java form, both by their full names. */
    record Type(String dotnet, String java, List<Row> rows) {
        @Override
        public String toString() {
            return dotnet;
        }
    }

    /** Members of .NET, the Java members that they became, and the difference; either side may be empty. */
    record Row(List<String> dotnet, List<String> java, String difference) {}

    private final List<String> lines;

    DotnetPage(Path page) throws IOException {
        this.lines = Files.readAllLines(page);
    }

    /** The types whose members the page lists. */
    List<Type> types() {
        List<Type> types = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher heading = TYPE.matcher(lines.get(i));
            if (heading.matches()) {
                types.add(new Type(
                        heading.group(1),
                        heading.group(2),
                        table(i + 1).stream().map(DotnetPage::row).toList()));
            }
        }
        return types;
    }

    /** What a type of .NET is called in Java, where its name isn't kept. */
    Map<String, String> names() {
        return table("## Names").stream()
                .collect(Collectors.toMap(
                        cells -> codes(cells.get(0)).get(0),
                        cells -> codes(cells.get(1)).get(0)));
    }

    /** The types that .NET doesn't have. */
    List<String> ours() {
        return table("## Types of our own").stream()
                .flatMap(cells -> codes(cells.get(0)).stream())
                .toList();
    }

    /** The rows that say of a promise, or of a difference, by which tests it is held. */
    List<List<String>> promises() {
        int from = lines.indexOf("## Where Postrider differs");
        int to = lines.indexOf("## Members");
        return lines.subList(from, to).stream()
                .filter(line -> line.startsWith("| ") && !line.endsWith("| held by |"))
                .map(DotnetPage::cells)
                .toList();
    }

    /** The exceptions of .NET with their Java forms. */
    List<Row> exceptions() {
        return table("## Exceptions").stream().map(DotnetPage::row).toList();
    }

    /** The cells of the table below a heading. */
    private List<List<String>> table(String heading) {
        int at = lines.indexOf(heading);
        if (at < 0) {
            throw new AssertionError("The page has no heading " + heading);
        }
        return table(at + 1);
    }

    /** The first table from a line on, without its head. */
    private List<List<String>> table(int from) {
        List<List<String>> rows = lines.subList(from, lines.size()).stream()
                .dropWhile(line -> !line.startsWith("|---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .map(DotnetPage::cells)
                .toList();
        if (rows.isEmpty()) {
            throw new AssertionError("There is no table below line " + from);
        }
        return rows;
    }

    static List<String> cells(String line) {
        String[] cells = line.split("\\|", -1);
        return Stream.of(cells)
                .limit(cells.length - 1)
                .skip(1)
                .map(String::strip)
                .toList();
    }

    static Row row(List<String> cells) {
        if (cells.size() != 3) {
            throw new AssertionError("A row of members has three cells: " + cells);
        }
        return new Row(codes(cells.get(0)), codes(cells.get(1)), cells.get(2));
    }

    private static List<String> codes(String cell) {
        List<String> codes =
                CODE.matcher(cell).results().map(found -> found.group(1)).toList();
        if (codes.isEmpty() && !cell.equals(NONE)) {
            throw new AssertionError("A cell names something, or says \"none\": " + cell);
        }
        return codes;
    }
}
