package io.github.clip4j.examples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Plots that several lessons draw, all in one look; XChart does the work. */
public final class Charts {
  /** Colours that people with any colour vision can tell apart (Okabe and Ito, 2008). */
  static final List<Color> COLOURS =
      List.of(
          new Color(0x0072b2),
          new Color(0xd55e00),
          new Color(0x009e73),
          new Color(0xcc79a7),
          new Color(0xe69f00),
          new Color(0x56b4e9),
          new Color(0x7a5195),
          new Color(0x666666),
          new Color(0x8c6d31),
          new Color(0x111111));

  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private Charts() {}

  /**
   * A vector in the plane with its name.
   *
   * @param name shown at its tip
   * @param x to the right
   * @param y upwards
   */
  public record Arrow(String name, double x, double y) {}

  /**
   * One line of a plot.
   *
   * @param name shown in the legend
   * @param x as many values as {@code y}
   * @param y the heights
   */
  @SuppressWarnings("ArrayRecordComponent") // plain carriers, read once
  public record Line(String name, double[] x, double[] y) {}

  /** The colour of the n-th group; they repeat after ten. */
  public static Color colour(int n) {
    return COLOURS.get(Math.floorMod(n, COLOURS.size()));
  }

  /**
   * Vectors of the plane as arrows from the origin; both axes have the same scale, so that angles
   * are true.
   *
   * @param title above the plot
   * @param arrows at least one
   */
  public static BufferedImage arrows(String title, List<Arrow> arrows) {
    double reach = 0;
    for (Arrow arrow : arrows) {
      reach = Math.max(reach, Math.max(Math.abs(arrow.x()), Math.abs(arrow.y())));
    }
    double edge = Math.max(1, Math.ceil(reach * 1.25));
    XYChart chart =
        new XYChartBuilder().width(640).height(660).title(title).xAxisTitle("x").build();
    look(chart.getStyler());
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setXAxisMin(-edge).setXAxisMax(edge);
    chart.getStyler().setYAxisMin(-edge).setYAxisMax(edge);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
    axisLine(chart, "x axis", new double[] {-edge, edge}, new double[] {0, 0});
    axisLine(chart, "y axis", new double[] {0, 0}, new double[] {-edge, edge});
    for (int i = 0; i < arrows.size(); i++) {
      Arrow arrow = arrows.get(i);
      double length = Math.hypot(arrow.x(), arrow.y());
      double ux = length > 0 ? arrow.x() / length : 0;
      double uy = length > 0 ? arrow.y() / length : 0;
      double head = edge * 0.05;
      double[] x = {
        0,
        arrow.x(),
        arrow.x() - head * (ux + 0.5 * uy),
        arrow.x(),
        arrow.x() - head * (ux - 0.5 * uy)
      };
      double[] y = {
        0,
        arrow.y(),
        arrow.y() - head * (uy - 0.5 * ux),
        arrow.y(),
        arrow.y() - head * (uy + 0.5 * ux)
      };
      XYSeries series = chart.addSeries(arrow.name(), x, y);
      series.setMarker(SeriesMarkers.NONE);
      series.setLineColor(colour(i));
      series.setLineWidth(2.5f);
      AnnotationText label =
          new AnnotationText(
              arrow.name(),
              arrow.x() + (ux + 0.3 * Math.abs(uy)) * edge * 0.09,
              arrow.y() + (uy + 0.8 * Math.abs(ux)) * edge * 0.09,
              false);
      chart.addAnnotation(label);
    }
    chart.getStyler().setAnnotationTextFont(TEXT.deriveFont(Font.BOLD, 14f));
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static void axisLine(XYChart chart, String name, double[] x, double[] y) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(Color.GRAY);
    series.setLineWidth(1);
  }

  /**
   * Bars with their values, one a name.
   *
   * @param title above the plot
   * @param yTitle what a bar's height is
   * @param names below the bars, each with its value; long ones are turned
   * @param values as many as names
   */
  public static BufferedImage bars(
      String title, String yTitle, List<String> names, List<Double> values) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Math.max(640, 60 * names.size() + 160))
            .height(460)
            .title(title)
            .yAxisTitle(yTitle)
            .build();
    look(chart.getStyler());
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setAvailableSpaceFill(0.6);
    int longest = names.stream().mapToInt(String::length).max().orElse(0);
    if (longest > 8 || names.size() > 4) {
      chart.getStyler().setXAxisLabelRotation(30);
    }
    // Two decimals are enough to see; the text has all of them.
    chart.getStyler().setYAxisDecimalPattern("0.00");
    // Numbers on the bars would be dark on dark, and have no room on short ones.
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      labels.add(String.format(Locale.ROOT, "%s: %.2f", names.get(i), values.get(i)));
    }
    chart.addSeries(yTitle, labels, values).setFillColor(colour(0));
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * How often values fall into equal steps, for several groups on one axis, as parts of each group.
   *
   * @param title above the plot
   * @param xTitle what the values are
   * @param groups name and values of each, at most ten
   * @param from the lowest value shown
   * @param to the highest value shown
   * @param steps how many steps between them, at least 1
   */
  public static BufferedImage histograms(
      String title, String xTitle, List<Group> groups, double from, double to, int steps) {
    XYChart chart =
        new XYChartBuilder()
            .width(820)
            .height(460)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle("part of the group")
            .build();
    look(chart.getStyler());
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.StepArea);
    chart.getStyler().setXAxisMin(from).setXAxisMax(to);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setXAxisDecimalPattern("0.0");
    chart.getStyler().setYAxisDecimalPattern("0.00");
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      double[] x = new double[steps + 1];
      double[] y = new double[steps + 1];
      for (int i = 0; i <= steps; i++) {
        x[i] = from + (to - from) * i / steps;
      }
      for (double value : group.values()) {
        int step = (int) Math.floor((value - from) / (to - from) * steps);
        y[Math.max(0, Math.min(steps - 1, step))] += 1.0 / group.values().size();
      }
      XYSeries series =
          chart.addSeries(
              String.format(Locale.ROOT, "%s (%d)", group.name(), group.values().size()), x, y);
      Color colour = colour(g);
      series.setMarker(SeriesMarkers.NONE);
      series.setLineColor(colour);
      series.setFillColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 70));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * Values that belong together.
   *
   * @param name shown in the legend
   * @param values any number of them
   */
  public record Group(String name, List<Double> values) {}

  /**
   * Lines over a common axis.
   *
   * @param title above the plot
   * @param xTitle what x is
   * @param yTitle what y is
   * @param lines at most ten
   */
  public static BufferedImage lines(String title, String xTitle, String yTitle, List<Line> lines) {
    XYChart chart =
        new XYChartBuilder()
            .width(820)
            .height(460)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    look(chart.getStyler());
    chart.getStyler().setLegendVisible(lines.size() > 1);
    chart.getStyler().setYAxisDecimalPattern("0.00");
    chart.getStyler().setXAxisTickMarkSpacingHint(70);
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      XYSeries series = chart.addSeries(line.name(), line.x(), line.y());
      series.setLineColor(colour(i));
      series.setMarkerColor(colour(i));
      series.setMarker(line.x().length <= 30 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static void look(AxesChartStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setChartTitleFont(TEXT.deriveFont(Font.BOLD, 16f));
    styler.setChartTitleBoxVisible(false);
    styler.setAxisTitleFont(TEXT);
    styler.setAxisTickLabelsFont(TEXT.deriveFont(12f));
    styler.setLegendFont(TEXT);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setPlotGridLinesColor(new Color(0xe4e4e4));
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setLocale(Locale.ROOT);
    styler.setAntiAlias(true);
  }
}
