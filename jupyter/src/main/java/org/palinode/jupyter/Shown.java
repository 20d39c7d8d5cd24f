package org.palinode.jupyter;

import java.util.Map;

/**
 * Display of a value in a notebook.
 *
 * @param mimeType its format
 * @param content in that format; bytes in base 64
 * @param text for those who cannot show the format; empty for the text of the value
 * @param facts that the format does not hold, by name
 */
record Shown(String mimeType, String content, String text, Map<String, Object> facts) {
    static final String HTML = "text/html";
    static final String PNG = "image/png";

    static Shown html(String content) {
        return new Shown(HTML, content, "", Map.of());
    }

    static Shown png(Picture picture) {
        return new Shown(
                PNG,
                picture.base64(),
                picture.title(),
                Map.of("width", picture.width(), "height", picture.height(), "colours", picture.colours()));
    }
}
