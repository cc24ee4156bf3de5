package org.postrider.mime.internal;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.postrider.mime.MediaTypeNames;

/**
 * The media types of files that people send, by the end of their names.
 *
 * <p>The table is our own, so that the same file has the same type on every system. It has no {@code message/rfc822}: such a file can't
 * be carried as mere octets (RFC 2046, 5.2.1).
 */
public final class MediaTypes {
    private static final Map<String, String> BY_EXTENSION = table("""
            7z application/x-7z-compressed
            aac audio/aac
            avif image/avif
            bmp image/bmp
            css text/css
            csv text/csv
            doc application/msword
            docx application/vnd.openxmlformats-officedocument.wordprocessingml.document
            epub application/epub+zip
            flac audio/flac
            gif image/gif
            gz application/gzip
            heic image/heic
            htm text/html
            html text/html
            ico image/x-icon
            ics text/calendar
            jpeg image/jpeg
            jpg image/jpeg
            js text/javascript
            json application/json
            m4a audio/mp4
            md text/markdown
            mov video/quicktime
            mp3 audio/mpeg
            mp4 video/mp4
            odp application/vnd.oasis.opendocument.presentation
            ods application/vnd.oasis.opendocument.spreadsheet
            odt application/vnd.oasis.opendocument.text
            oga audio/ogg
            ogg audio/ogg
            ogv video/ogg
            otf font/otf
            p7s application/pkcs7-signature
            pdf application/pdf
            png image/png
            ppt application/vnd.ms-powerpoint
            pptx application/vnd.openxmlformats-officedocument.presentationml.presentation
            rtf application/rtf
            svg image/svg+xml
            tar application/x-tar
            tif image/tiff
            tiff image/tiff
            ttf font/ttf
            txt text/plain
            vcf text/vcard
            wav audio/wav
            webm video/webm
            webp image/webp
            woff font/woff
            woff2 font/woff2
            xls application/vnd.ms-excel
            xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
            xml application/xml
            yaml application/yaml
            yml application/yaml
            zip application/zip
            """);

    private MediaTypes() {}

    private static Map<String, String> table(String lines) {
        Map<String, String> table = new HashMap<>();
        lines.lines().forEach(line -> {
            int blank = line.indexOf(' ');
            table.put(line.substring(0, blank), line.substring(blank + 1));
        });
        return Map.copyOf(table);
    }

    /**
     * Tells the media type of a file.
     *
     * @param fileName its name or path
     * @return for instance {@code application/pdf}; {@code application/octet-stream} if the end of the name isn't known
     */
    public static String ofFile(String fileName) {
        String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return BY_EXTENSION.getOrDefault(extension, MediaTypeNames.Application.OCTET);
    }
}
