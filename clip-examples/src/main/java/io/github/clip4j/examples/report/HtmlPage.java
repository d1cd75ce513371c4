package io.github.clip4j.examples.report;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;

/**
 * A page of headings, sentences, tables and pictures, as one file that needs nothing else: pictures
 * are inside it, and it asks for nothing from the network. All text is escaped. Not thread-safe.
 */
public final class HtmlPage {
  private static final String STYLE =
      """
      :root { color-scheme: light; }
      body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff;
             max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.2rem; }
      .row { display: flex; flex-wrap: wrap; gap: .8rem; margin: .6rem 0 1.2rem; }
      figure { margin: 0; width: 8.5rem; }
      figure img { width: 100%; height: 7rem; object-fit: contain; background: #f6f6f6;
                   border: 1px solid #ddd; border-radius: 4px; }
      figure.marked img { border: 3px solid #1f6feb; }
      figcaption { font-size: .82rem; line-height: 1.3; overflow-wrap: anywhere; }
      figcaption b { font-variant-numeric: tabular-nums; }
      table { border-collapse: collapse; margin: .6rem 0 1.2rem; }
      th, td { padding: .25rem .8rem; border-bottom: 1px solid #ddd; text-align: left; }
      td.number { text-align: right; font-variant-numeric: tabular-nums; }
      img.plot { max-width: 100%; height: auto; }
      """;

  private final String title;
  private final StringBuilder body = new StringBuilder();

  /**
   * Starts a page.
   *
   * @param title its name, shown as its heading
   */
  public HtmlPage(String title) {
    this.title = Objects.requireNonNull(title, "title");
  }

  /**
   * A picture with a line of text below.
   *
   * @param image shown as it is; make it small before
   * @param figure a short bold line such as a score; may be empty
   * @param caption a line of text; may be empty
   * @param marked whether it stands out, as a query among its results does
   */
  public record Picture(BufferedImage image, String figure, String caption, boolean marked) {}

  /** Adds a heading. */
  public HtmlPage heading(String text) {
    body.append("<h2>").append(escape(text)).append("</h2>\n");
    return this;
  }

  /** Adds a paragraph. */
  public HtmlPage paragraph(String text) {
    body.append("<p>").append(escape(text)).append("</p>\n");
    return this;
  }

  /** Adds a plot in its own size. */
  public HtmlPage plot(BufferedImage image, String description) {
    body.append("<p><img class=\"plot\" alt=\"")
        .append(escape(description))
        .append("\" src=\"")
        .append(Thumbnail.dataAddress(image))
        .append("\"></p>\n");
    return this;
  }

  /** Adds pictures side by side. */
  public HtmlPage pictures(List<Picture> pictures) {
    body.append("<div class=\"row\">\n");
    for (Picture picture : pictures) {
      body.append(picture.marked() ? "<figure class=\"marked\">" : "<figure>")
          .append("<img alt=\"")
          .append(escape(picture.caption()))
          .append("\" src=\"")
          .append(Thumbnail.dataAddress(picture.image()))
          .append("\"><figcaption>");
      if (!picture.figure().isEmpty()) {
        body.append("<b>").append(escape(picture.figure())).append("</b> ");
      }
      body.append(escape(picture.caption())).append("</figcaption></figure>\n");
    }
    body.append("</div>\n");
    return this;
  }

  /**
   * Adds a table. What looks like a number is set to the right.
   *
   * @param head the names of the columns
   * @param rows as many cells each as the head
   */
  public HtmlPage table(List<String> head, List<List<String>> rows) {
    body.append("<table><thead><tr>");
    head.forEach(cell -> body.append("<th>").append(escape(cell)).append("</th>"));
    body.append("</tr></thead><tbody>\n");
    for (List<String> row : rows) {
      body.append("<tr>");
      for (String cell : row) {
        boolean number = cell.matches("[-+]?[0-9.,]+( ?%)?");
        body.append(number ? "<td class=\"number\">" : "<td>").append(escape(cell)).append("</td>");
      }
      body.append("</tr>\n");
    }
    body.append("</tbody></table>\n");
    return this;
  }

  /** Adds markup as it is; the caller has escaped what is not theirs. */
  HtmlPage markup(String html) {
    body.append(html);
    return this;
  }

  /** The whole page. */
  public String toHtml() {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<title>"
        + escape(title)
        + "</title>\n<style>\n"
        + STYLE
        + "</style>\n</head>\n<body>\n<h1>"
        + escape(title)
        + "</h1>\n"
        + body
        + "</body>\n</html>\n";
  }

  /**
   * A text that shows as it is between tags and inside quoted attributes.
   *
   * @param text anything
   */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> {
          // Control characters and lone surrogates have no place in a page.
          boolean lone =
              Character.isSurrogate(c)
                  && !(Character.isHighSurrogate(c)
                      && i + 1 < text.length()
                      && Character.isLowSurrogate(text.charAt(i + 1)))
                  && !(Character.isLowSurrogate(c)
                      && i > 0
                      && Character.isHighSurrogate(text.charAt(i - 1)));
          boolean control = (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
          escaped.append(lone || control ? '\ufffd' : c);
        }
      }
    }
    return escaped.toString();
  }
}
