package org.postrider.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A chart of horizontal bars as SVG, readable on light and dark pages. Not thread safe. */
final class BarChart {
    private static final int WIDTH = 760;
    private static final int LABELS = 170;
    private static final int VALUES = 90;
    private static final int ROW = 26;
    private static final int TOP = 44;

    private record Bar(String label, double value, boolean isOurs) {}

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    BarChart(String title) {
        this.title = title;
    }

    void add(String label, double value, boolean isOurs) {
        bars.add(new Bar(label, value, isOurs));
    }

    @Override
    public String toString() {
        int height = TOP + ROW * bars.size() + 10;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH,
                height,
                escape(title)));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        text(svg, 12, 26, "start", title);
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        for (int i = 0; i < bars.size(); i++) {
            bar(svg, bars.get(i), TOP + i * ROW, most);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, Bar bar, int top, double most) {
        double width = Math.max(1, bar.value / most * (WIDTH - LABELS - VALUES));
        text(svg, LABELS - 8, top + 15, "end", bar.label);
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                LABELS,
                top + 2,
                width,
                ROW - 8,
                bar.isOurs ? "#c2410c" : "#94a3b8"));
        text(svg, LABELS + (int) width + 6, top + 15, "start", String.format(Locale.ROOT, "%,.0f", bar.value));
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#1e293b\">%s</text>%n",
                x,
                y,
                anchor,
                escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
