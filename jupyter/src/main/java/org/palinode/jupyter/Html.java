package org.palinode.jupyter;

import java.util.List;
import java.util.stream.Collectors;

/** Pieces of HTML. They set no colours, so that a notebook's theme, light or dark, chooses them. */
final class Html {
    private static final String CAPTION =
            "<caption style=\"caption-side: top; text-align: left; white-space: nowrap\">";

    private Html() {}

    /** Text as it stands, whatever signs it has. */
    static String escape(Object text) {
        return String.valueOf(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /**
     * A table.
     *
     * @param caption as HTML; empty for none
     * @param columns the heads, as text
     * @param rows as HTML, from {@link #row} or {@link #headedRow}
     */
    static String table(String caption, List<String> columns, List<String> rows) {
        String heads = columns.stream()
                .map(head -> "<th scope=\"col\">" + escape(head) + "</th>")
                .collect(Collectors.joining());
        return "<table style=\"font-variant-numeric: tabular-nums\">"
                + (caption.isEmpty() ? "" : CAPTION + caption + "</caption>")
                + (columns.isEmpty() ? "" : "<thead><tr>" + heads + "</tr></thead>")
                + "<tbody>" + String.join("", rows) + "</tbody></table>";
    }

    /** A row of cells, which are HTML. */
    static String row(List<String> cells) {
        return "<tr>" + cells(cells) + "</tr>";
    }

    /** A row of cells, which are HTML, under a head of its own, which is text. */
    static String headedRow(String head, List<String> cells) {
        return "<tr><th scope=\"row\">" + escape(head) + "</th>" + cells(cells) + "</tr>";
    }

    private static String cells(List<String> cells) {
        return cells.stream().map(cell -> "<td>" + cell + "</td>").collect(Collectors.joining());
    }

    /** A picture; the text is read out in its place. */
    static String image(Picture picture, String text) {
        return "<img style=\"max-width: 100%\" width=\"" + picture.width() + "\" alt=\"" + escape(text)
                + "\" data-colours=\"" + String.join(" ", picture.colours().values())
                + "\" src=\"data:image/png;base64," + picture.base64() + "\"/>";
    }

    /** A table or an image, which is HTML, with a line below it, which is text. */
    static String figure(String shown, String caption) {
        return "<figure style=\"margin: 0\">" + shown + "<figcaption>" + escape(caption) + "</figcaption></figure>";
    }

    /** Items below each other, which are HTML; nothing where there are none. */
    static String list(List<String> items) {
        return items.isEmpty()
                ? ""
                : items.stream().map(item -> "<li>" + item + "</li>").collect(Collectors.joining("", "<ul>", "</ul>"));
    }
}
