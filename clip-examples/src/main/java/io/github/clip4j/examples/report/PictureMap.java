package io.github.clip4j.examples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Pictures laid out on a plane where near means alike, each with a frame in the colour of its
 * group: as one picture, and as a part of a page where the mouse brings a picture to the front and
 * shows its name. Immutable.
 */
public final class PictureMap {
  private static final int MARGIN = 70;
  private static final int LEGEND_ROW = 26;
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

  private final List<Place> places;
  private final List<String> groups;
  private final int width;
  private final int height;
  private final int side;

  /**
   * A picture on the map.
   *
   * @param thumbnail the picture, small
   * @param name shown under the mouse
   * @param group its index in the list of groups
   * @param x coordinate of any unit
   * @param y coordinate of the same unit, upwards
   */
  public record Place(BufferedImage thumbnail, String name, int group, double x, double y) {}

  /**
   * Makes a map.
   *
   * @param places at least one
   * @param groups the names of the groups
   * @param width in pixels
   * @param height in pixels, without the legend
   */
  public PictureMap(List<Place> places, List<String> groups, int width, int height) {
    if (places.isEmpty()) {
      throw new IllegalArgumentException("a map needs at least one picture");
    }
    for (Place place : places) {
      if (place.group() < 0 || place.group() >= groups.size()) {
        throw new IllegalArgumentException(
            place.name() + " is of group " + place.group() + " of " + groups.size());
      }
    }
    this.groups = List.copyOf(groups);
    this.width = width;
    this.height = height;
    // Many pictures are drawn small, so that they do not hide each other.
    double room = Math.sqrt((double) width * height / places.size());
    side = (int) Math.max(18, Math.min(72, room * 0.42));
    this.places = scaled(places);
  }

  /** The same places in pixels of the map. */
  private List<Place> scaled(List<Place> given) {
    double minX = given.stream().mapToDouble(Place::x).min().orElse(0);
    double maxX = given.stream().mapToDouble(Place::x).max().orElse(0);
    double minY = given.stream().mapToDouble(Place::y).min().orElse(0);
    double maxY = given.stream().mapToDouble(Place::y).max().orElse(0);
    List<Place> result = new ArrayList<>();
    for (Place place : given) {
      result.add(
          new Place(
              Thumbnail.of(place.thumbnail(), side),
              place.name(),
              place.group(),
              MARGIN + part(place.x(), minX, maxX) * (width - 2 * MARGIN),
              MARGIN + (1 - part(place.y(), minY, maxY)) * (height - 2 * MARGIN)));
    }
    return result;
  }

  private static double part(double value, double min, double max) {
    return max > min ? (value - min) / (max - min) : 0.5;
  }

  /** The map as one picture, with a legend below. */
  public BufferedImage toImage() {
    BufferedImage measure = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D ruler = measure.createGraphics();
    ruler.setFont(TEXT);
    List<int[]> legend = new ArrayList<>();
    int x = MARGIN / 2;
    int row = 0;
    for (String group : groups) {
      int needed = 24 + ruler.getFontMetrics().stringWidth(group) + 24;
      if (x + needed > width && x > MARGIN / 2) {
        x = MARGIN / 2;
        row++;
      }
      legend.add(new int[] {x, row});
      x += needed;
    }
    ruler.dispose();
    BufferedImage image =
        new BufferedImage(width, height + (row + 1) * LEGEND_ROW + 10, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(TEXT);
    graphics.setStroke(new BasicStroke(3));
    for (Place place : places) {
      BufferedImage thumbnail = place.thumbnail();
      int left = (int) Math.round(place.x() - thumbnail.getWidth() / 2.0);
      int top = (int) Math.round(place.y() - thumbnail.getHeight() / 2.0);
      graphics.drawImage(thumbnail, left, top, null);
      graphics.setColor(Charts.colour(place.group()));
      graphics.drawRoundRect(
          left - 3, top - 3, thumbnail.getWidth() + 5, thumbnail.getHeight() + 5, 6, 6);
    }
    for (int g = 0; g < groups.size(); g++) {
      int left = legend.get(g)[0];
      int top = height + legend.get(g)[1] * LEGEND_ROW;
      graphics.setColor(Charts.colour(g));
      graphics.fillRoundRect(left, top, 16, 16, 4, 4);
      graphics.setColor(Color.BLACK);
      graphics.drawString(groups.get(g), left + 24, top + 14);
    }
    graphics.dispose();
    return image;
  }

  /** Adds the map to a page. */
  public void addTo(HtmlPage page) {
    StringBuilder html = new StringBuilder();
    html.append(
        String.format(
            Locale.ROOT,
            "<style>.map{position:relative;width:%dpx;height:%dpx;border:1px solid #ddd;max-width:100%%;overflow:auto}"
                + ".map div{position:absolute;border:3px solid;border-radius:5px;background:#fff;line-height:0}"
                + ".map div:hover,.map div:focus{z-index:9;outline:2px solid #000}"
                + ".map span{display:none;position:absolute;left:0;top:100%%;background:#222;color:#fff;"
                + "font:13px/1.4 system-ui,sans-serif;padding:2px 6px;white-space:nowrap}"
                + ".map div:hover span,.map div:focus span{display:block}"
                + ".key i{display:inline-block;width:.9rem;height:.9rem;border-radius:3px;margin:0 .4rem 0 1.2rem}</style>%n",
            width,
            height));
    html.append("<p class=\"key\">");
    for (int g = 0; g < groups.size(); g++) {
      html.append("<i style=\"background:")
          .append(css(g))
          .append("\"></i>")
          .append(HtmlPage.escape(groups.get(g)));
    }
    html.append("</p>\n<div class=\"map\">\n");
    for (Place place : places) {
      html.append(
          String.format(
              Locale.ROOT,
              "<div tabindex=\"0\" style=\"left:%dpx;top:%dpx;border-color:%s\"><img alt=\"%s\" src=\"%s\"><span>%s</span></div>%n",
              Math.round(place.x() - place.thumbnail().getWidth() / 2.0),
              Math.round(place.y() - place.thumbnail().getHeight() / 2.0),
              css(place.group()),
              HtmlPage.escape(place.name()),
              Thumbnail.dataAddress(place.thumbnail()),
              HtmlPage.escape(place.name() + " (" + groups.get(place.group()) + ")")));
    }
    page.markup(html.append("</div>\n").toString());
  }

  private static String css(int group) {
    return String.format(Locale.ROOT, "#%06x", Charts.colour(group).getRGB() & 0xffffff);
  }
}
