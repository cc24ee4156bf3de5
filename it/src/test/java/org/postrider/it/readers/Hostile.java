package org.postrider.it.readers;

import java.nio.charset.Charset;
import java.util.List;

/** What people and attackers put into messages. */
final class Hostile {
    /**
     * A text of one line.
     *
     * @param given what is put in
     * @param subject what a subject of it says: encoded-words are decoded, letters and accents composed
     * @param displayName what a display name of it says: quotes around all of it are peeled
     */
    record Name(String given, String subject, String displayName) {
        static Name of(String plain) {
            return new Name(plain, plain, plain);
        }
    }

    static final List<Name> NAMES = List.of(
            Name.of("Lunch?"),
            Name.of("Grüße aus Køln – 2.500 €"),
            Name.of("日本語の件名".repeat(30)),
            Name.of("\uD83D\uDE00\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 ".repeat(20) + "end"),
            Name.of("שלום עולם, مرحبا بالعالم"),
            Name.of("\u202Eevil\u202C"),
            Name.of("many plain words ".repeat(30) + "end"),
            Name.of("sehr viele Wörter mit Umläuten ".repeat(20) + "Ende"),
            Name.of("x".repeat(1500)),
            Name.of("x".repeat(76)),
            Name.of("She said \"no\" \\ and left"),
            Name.of("\""),
            Name.of("back\\"),
            Name.of("Doe, Jane; <jane@example.org>, (c) [d] @e: f.g"),
            Name.of(")("),
            Name.of("Team: a@example.org, b@example.org;"),
            Name.of("=?utf-8?q?x?= and more"),
            Name.of("more and =?utf-8?b?eA==?="),
            Name.of("a=?utf-8?q?x?=b"),
            Name.of("=?utf-8?q?x"),
            Name.of("?= =? =?= ?=?"),
            new Name("=?utf-8?q?x?=", "x", "=?utf-8?q?x?="),
            Name.of("100 %41 'utf-8''x *0*= =41 _ &amp;"),
            Name.of(" blank ends "),
            Name.of("   "),
            Name.of("tab\tand  several   blanks"),
            Name.of("\ttab ends\t"),
            new Name("e\u0301 \u212B", "\u00E9 \u00C5", "\u00E9 \u00C5"),
            Name.of("line\u2028sep\u0085next\u560Acr\u760D\u00A0"),
            new Name("\"quoted\"", "\"quoted\"", "quoted"),
            Name.of("ends in a colon:"),
            Name.of("--=_0_boundary--"));

    static final List<String> FILE_NAMES = List.of(
            "plain.txt",
            "with blank.txt",
            "a \"quoted\" name; semi=colon, comma.txt",
            "Ærøskøbing – 2.500 €.pdf",
            "\uD83D\uDE00 emoji \uD83D\uDC4D.png",
            "קובץ ملف.pdf",
            "sehr langer Name mit vielen Wörtern ".repeat(8) + ".docx",
            "x".repeat(300) + ".bin",
            "日本語".repeat(100) + ".png",
            "%41'utf-8''x*0*.txt",
            "=_utf-8_q_x_= (1) [2] {3} @#$!&+~`^.txt",
            "=q=41_=20.txt",
            "dash-and_underscore-2024-01-01.tar.gz",
            "e\u0301.txt");

    static final List<String> TEXTS = List.of(
            "Hello",
            "",
            "two\r\nlines\r\n",
            "\r\n\r\nblank lines around\r\n\r\n\r\n",
            ".\r\n..\r\n...\r\n.\r\n",
            ".",
            "From here on\r\n>From there\r\nFrom ",
            "x".repeat(5000),
            "word ".repeat(1000) + "\r\n" + "ü".repeat(5000),
            "bare\rreturn\nbare feed\r\r\n\n\rend\r",
            "trailing blanks  \r\nand tabs\t\r\n \r\n\t\r\nend ",
            "NUL \u0000 bell \u0007 escape \u001B delete \u007F form \f vertical \u000B",
            "=3D =?utf-8?Q?no?= = == =\r\n=E4=F6 soft=\r\nbreak",
            "--\r\n--=_0_x\r\n--=_0_x--\r\n-- \r\nsignature",
            "Grüße, Ærøskøbing: 2.500 ¤",
            "Preis: 2.500 € – „gut“",
            "日本語のテキスト\r\n".repeat(60) + "end",
            "中文 한국어 \uD83D\uDE00\uD83D\uDC4D".repeat(40),
            "שלום עולם\r\nمرحبا بالعالم",
            "U+560A \u560A U+760D \u760D U+2028 \u2028 U+0085 \u0085 U+FEFF \uFEFF",
            "x".repeat(998) + "\r\n" + "y".repeat(999) + "\r\n" + "z".repeat(997) + "ü",
            "<p>Hello <b>you</b> &amp; me</p>\r\n<img src=\"cid:logo@example.org\">",
            "+ADw-script+AD4- ~{<:Ky2;S{#,~} \u001B$B");

    static final List<Charset> CHARSETS = List.of(
            Charset.forName("us-ascii"),
            Charset.forName("utf-8"),
            Charset.forName("iso-8859-1"),
            Charset.forName("iso-8859-15"),
            Charset.forName("windows-1252"),
            Charset.forName("gb18030"),
            Charset.forName("euc-jp"),
            Charset.forName("shift_jis"),
            Charset.forName("iso-2022-jp"),
            Charset.forName("utf-16"));

    private Hostile() {}
}
