package io.github.clip4j.examples.gallery;

import io.github.clip4j.examples.report.HtmlPage;
import io.github.clip4j.search.IndexEntry;
import io.github.clip4j.search.SearchHit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The markup of a gallery.
 *
 * <p>There is no script at all. The map is a group of radio buttons, so the Tab key enters it once
 * and the arrow keys go from point to point. Each point's place is a rule of the one style sheet,
 * whose hash the Content-Security-Policy names; an inline style would need a weaker policy.
 */
final class GalleryPage {
  /** A map of at most this many points shows the pictures themselves, a larger one dots. */
  private static final int MAX_FACES = 120;

  private final GalleryRequest request;
  private final int indexed;
  private final List<SearchHit> hits;
  private final @Nullable IndexMap map;
  private final Faces faces;
  private final Path page;

  GalleryPage(
      GalleryRequest request,
      int indexed,
      List<SearchHit> hits,
      @Nullable IndexMap map,
      Faces faces,
      Path page) {
    this.request = request;
    this.indexed = indexed;
    this.hits = hits;
    this.map = map;
    this.faces = faces;
    this.page = page;
  }

  String toHtml() {
    StringBuilder body = new StringBuilder();
    String title = Shown.text(request.title(), Shown.TITLE);
    body.append("<header><h1>").append(title).append("</h1>\n");
    paragraph(body, summary());
    body.append("</header>\n<main>\n");
    if (request.query() != null) {
      results(body);
    }
    if (map != null) {
      map(body, map);
    }
    body.append("</main>\n");
    String style = "\n" + GalleryStyle.text(map, map != null && showsFaces(map));
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
        + " style-src 'sha256-"
        + sha256(style)
        + "'; base-uri 'none'; form-action 'none'\">\n"
        + "<meta name=\"referrer\" content=\"no-referrer\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<meta name=\"generator\" content=\"clip4j\">\n<title>"
        + title
        + "</title>\n<style>"
        + style
        + "</style>\n</head>\n<body>\n"
        + body
        + "</body>\n</html>\n";
  }

  private String summary() {
    StringBuilder text = new StringBuilder();
    if (request.query() != null) {
      text.append(hits.size() == 1 ? "1 result" : hits.size() + " results").append(" of ");
    }
    text.append(count(indexed, "picture"));
    int failed = faces.failures().size();
    if (failed > 0) {
      text.append("; ").append(count(failed, "picture")).append(" could not be shown");
    }
    if (faces.leftOut() > 0) {
      text.append("; ").append(count(faces.leftOut(), "picture"));
      text.append(" left out to keep this page small");
    }
    return text.append('.').toString();
  }

  private void results(StringBuilder body) {
    body.append("<section aria-labelledby=\"found\"><h2 id=\"found\">Results</h2>\n");
    if (hits.isEmpty()) {
      paragraph(body, "No picture fits.");
    } else {
      paragraph(
          body,
          "Scores are cosines: 1 is the same, 0 unrelated. Between a sentence and a picture that"
              + " fits it they are rarely above 0.35, so compare them with each other only.");
    }
    body.append("<ol class=\"results\">\n");
    for (SearchHit hit : hits) {
      IndexEntry entry = hit.entry();
      Faces.Face face = faces.of(entry);
      body.append("<li><figure>");
      boolean linked = request.linked() && face.large() != null;
      if (linked) {
        body.append("<a href=\"")
            .append(HtmlPage.escape(Shown.address(page, entry.file())))
            .append("\">");
      }
      picture(body, face.large(), entry, face.note());
      body.append(linked ? "</a>" : "");
      body.append("<figcaption><b>")
          .append(String.format(Locale.ROOT, "%.3f", hit.score()))
          .append("</b> ");
      name(body, entry);
      if (face.large() != null && !face.note().isEmpty()) {
        body.append(" <span class=\"soft\">")
            .append(HtmlPage.escape(face.note()))
            .append("</span>");
      }
      if (map != null) {
        body.append(" <a href=\"#r").append(hit.rank()).append("\">on the map</a>");
      }
      body.append("</figcaption></figure></li>\n");
    }
    body.append("</ol></section>\n");
  }

  private void map(StringBuilder body, IndexMap plan) {
    boolean showsFaces = showsFaces(plan);
    body.append("<section aria-labelledby=\"map\"><h2 id=\"map\">Map</h2>\n");
    paragraph(body, describe(plan));
    legend(body, plan);
    body.append("<fieldset class=\"map")
        .append(showsFaces ? " faces" : " dots")
        .append("\"><legend class=\"hidden\">Pictures on the map</legend>\n");
    List<IndexMap.Point> points = plan.points();
    for (int i = 0; i < points.size(); i++) {
      point(body, points.get(i), plan, i);
    }
    body.append("</fieldset>\n</section>\n");
  }

  private String describe(IndexMap plan) {
    int shown = plan.points().size();
    String which =
        shown >= plan.indexed()
            ? "Every picture of the index"
            : String.format(
                Locale.ROOT, "%,d of %,d pictures, evenly chosen", shown, plan.indexed());
    return which
        + ", laid out so that pictures which look alike to the model are near each other. Two"
        + " directions cannot show everything: these two hold "
        + Math.round(100 * plan.explained())
        + " % of the differences. Point at a picture, or use the Tab and arrow keys.";
  }

  private void legend(StringBuilder body, IndexMap plan) {
    body.append("<p class=\"key\"><span>")
        .append(request.labels().isEmpty() ? "Folder:" : "Nearest label:")
        .append("</span>\n");
    for (Grouping.Group group : plan.grouping().groups()) {
      body.append("<span class=\"g").append(group.colour()).append("\"><i></i>");
      if (group.names() > 1 || group.colour() == Grouping.COLOURED) {
        body.append(group.names()).append(group.names() == 1 ? " other" : " others");
      } else {
        body.append(groupName(group.name()));
      }
      body.append(" <span class=\"soft\">")
          .append(String.format(Locale.ROOT, "%,d", group.members()))
          .append("</span></span>\n");
    }
    if (!hits.isEmpty()) {
      body.append("<span><i class=\"hit\"></i>result</span>\n");
    }
    body.append("</p>\n");
  }

  private void point(StringBuilder body, IndexMap.Point point, IndexMap plan, int number) {
    IndexEntry entry = point.entry();
    SearchHit hit = point.hit();
    Faces.Face face = faces.of(entry);
    body.append("<div class=\"point g")
        .append(plan.grouping().colour(point.group()))
        .append(point.x() > 0.5 ? " west" : "")
        .append(point.y() > 0.5 ? " north" : "")
        .append(hit == null ? "" : " hit")
        .append("\" id=\"")
        .append(hit == null ? "p" + number : "r" + hit.rank())
        .append("\"><input type=\"radio\" name=\"point\" aria-label=\"")
        .append(Shown.text(entry.name(), Shown.NAME))
        .append(", ")
        .append(groupName(point.group()))
        .append("\"><figure>");
    if (face.small() != null || !face.note().isEmpty()) {
      picture(body, face.small(), entry, face.note());
    }
    body.append("<figcaption>");
    if (hit != null) {
      body.append("<b>")
          .append(String.format(Locale.ROOT, "%d. %.3f", hit.rank(), hit.score()))
          .append("</b> ");
    }
    name(body, entry);
    body.append(" <span class=\"soft\"><bdi>")
        .append(groupName(point.group()))
        .append("</bdi></span></figcaption></figure></div>\n");
  }

  private String groupName(String group) {
    return group.isEmpty() && request.labels().isEmpty()
        ? "(top folder)"
        : Shown.text(group, Shown.NAME);
  }

  private static void picture(
      StringBuilder body, @Nullable String address, IndexEntry entry, String note) {
    if (address == null) {
      body.append("<span class=\"gone\">").append(HtmlPage.escape(note)).append("</span>");
    } else {
      body.append("<img alt=\"")
          .append(Shown.text(entry.name(), Shown.NAME))
          .append("\" src=\"")
          .append(address)
          .append("\">");
    }
  }

  private static void name(StringBuilder body, IndexEntry entry) {
    body.append("<bdi>").append(Shown.text(entry.path(), Shown.PATH)).append("</bdi>");
  }

  private static void paragraph(StringBuilder body, String text) {
    body.append("<p>").append(HtmlPage.escape(text)).append("</p>\n");
  }

  private static String count(int number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }

  private static boolean showsFaces(IndexMap plan) {
    return plan.points().size() <= MAX_FACES;
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
