package org.postrider.mime;

/** Names of the media types that mail uses most, by family. */
public final class MediaTypeNames {
    private MediaTypeNames() {}

    /** Media types of the family {@code application}. */
    public static final class Application {
        /** {@code application/x-www-form-urlencoded}. */
        public static final String FORM_URL_ENCODED = "application/x-www-form-urlencoded";
        /** {@code application/gzip}. */
        public static final String GZIP = "application/gzip";
        /** {@code application/json}. */
        public static final String JSON = "application/json";
        /** {@code application/json-patch+json}. */
        public static final String JSON_PATCH = "application/json-patch+json";
        /** {@code application/json-seq}. */
        public static final String JSON_SEQUENCE = "application/json-seq";
        /** {@code application/manifest+json}. */
        public static final String MANIFEST = "application/manifest+json";
        /** {@code application/octet-stream}. */
        public static final String OCTET = "application/octet-stream";
        /** {@code application/pdf}. */
        public static final String PDF = "application/pdf";
        /** {@code application/problem+json}. */
        public static final String PROBLEM_JSON = "application/problem+json";
        /** {@code application/problem+xml}. */
        public static final String PROBLEM_XML = "application/problem+xml";
        /** {@code application/rtf}. */
        public static final String RTF = "application/rtf";
        /** {@code application/soap+xml}. */
        public static final String SOAP = "application/soap+xml";
        /** {@code application/wasm}. */
        public static final String WASM = "application/wasm";
        /** {@code application/xml}. */
        public static final String XML = "application/xml";
        /** {@code application/xml-dtd}. */
        public static final String XML_DTD = "application/xml-dtd";
        /** {@code application/xml-patch+xml}. */
        public static final String XML_PATCH = "application/xml-patch+xml";
        /** {@code application/yaml}. */
        public static final String YAML = "application/yaml";
        /** {@code application/zip}. */
        public static final String ZIP = "application/zip";

        private Application() {}
    }

    /** Media types of the family {@code font}. */
    public static final class Font {
        /** {@code font/collection}. */
        public static final String COLLECTION = "font/collection";
        /** {@code font/otf}. */
        public static final String OTF = "font/otf";
        /** {@code font/sfnt}. */
        public static final String SFNT = "font/sfnt";
        /** {@code font/ttf}. */
        public static final String TTF = "font/ttf";
        /** {@code font/woff}. */
        public static final String WOFF = "font/woff";
        /** {@code font/woff2}. */
        public static final String WOFF2 = "font/woff2";

        private Font() {}
    }

    /** Media types of the family {@code image}. */
    public static final class Image {
        /** {@code image/avif}. */
        public static final String AVIF = "image/avif";
        /** {@code image/bmp}. */
        public static final String BMP = "image/bmp";
        /** {@code image/gif}. */
        public static final String GIF = "image/gif";
        /** {@code image/x-icon}. */
        public static final String ICON = "image/x-icon";
        /** {@code image/jpeg}. */
        public static final String JPEG = "image/jpeg";
        /** {@code image/png}. */
        public static final String PNG = "image/png";
        /** {@code image/svg+xml}. */
        public static final String SVG = "image/svg+xml";
        /** {@code image/tiff}. */
        public static final String TIFF = "image/tiff";
        /** {@code image/webp}. */
        public static final String WEBP = "image/webp";

        private Image() {}
    }

    /** Media types of the family {@code multipart}. */
    public static final class Multipart {
        /** {@code multipart/alternative}. */
        public static final String ALTERNATIVE = "multipart/alternative";
        /** {@code multipart/byteranges}. */
        public static final String BYTE_RANGES = "multipart/byteranges";
        /** {@code multipart/form-data}. */
        public static final String FORM_DATA = "multipart/form-data";
        /** {@code multipart/mixed}. */
        public static final String MIXED = "multipart/mixed";
        /** {@code multipart/related}. */
        public static final String RELATED = "multipart/related";
        /** {@code multipart/report}. */
        public static final String REPORT = "multipart/report";

        private Multipart() {}
    }

    /** Media types of the family {@code text}. */
    public static final class Text {
        /** {@code text/calendar}. */
        public static final String CALENDAR = "text/calendar";
        /** {@code text/css}. */
        public static final String CSS = "text/css";
        /** {@code text/csv}. */
        public static final String CSV = "text/csv";
        /** {@code text/event-stream}. */
        public static final String EVENT_STREAM = "text/event-stream";
        /** {@code text/html}. */
        public static final String HTML = "text/html";
        /** {@code text/javascript}. */
        public static final String JAVA_SCRIPT = "text/javascript";
        /** {@code text/markdown}. */
        public static final String MARKDOWN = "text/markdown";
        /** {@code text/plain}. */
        public static final String PLAIN = "text/plain";
        /** {@code text/richtext}. */
        public static final String RICH_TEXT = "text/richtext";
        /** {@code text/rtf}. */
        public static final String RTF = "text/rtf";
        /** {@code text/xml}. */
        public static final String XML = "text/xml";

        private Text() {}
    }
}
