package io.github.clip4j.examples.gallery;

import io.github.clip4j.examples.report.Charts;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The style sheet of a gallery: the same for all pages, and then the places of its points. */
final class GalleryStyle {
  /** The colour of all small groups together: a grey that is seen on light and dark paper. */
  private static final int OTHERS = 0x8a8a8a;

  private static final String COMMON =
      """
      :root { color-scheme: light dark; --ink: #1d2330; --soft: #5d6678; --paper: #fbfbfa;
        --card: #fff; --line: #dcdfe5; --accent: #1f5fbf; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e7e9ee; --soft: #a2aab9; --paper: #15181e; --card: #1e222a;
          --line: #343a46; --accent: #7fb0ff; }
      }
      * { box-sizing: border-box; }
      body { margin: 0 auto; max-width: 78rem; padding: 0 1rem 2rem;
        font: 16px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
      h1 { font-size: 1.5rem; margin: 1.2rem 0 .2rem; overflow-wrap: anywhere; }
      h2 { font-size: 1.15rem; margin: 1.6rem 0 .2rem; }
      p { margin: .3rem 0; max-width: 60rem; }
      a { color: var(--accent); }
      .soft { color: var(--soft); }
      .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden;
        clip-path: inset(50%); }
      :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
      figure { margin: 0; }
      figcaption { font-size: .85rem; line-height: 1.35; overflow-wrap: anywhere; }
      b { font-variant-numeric: tabular-nums; }
      .results { list-style: none; margin: .8rem 0; padding: 0; display: grid; gap: .8rem;
        grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); }
      .results li { border: 1px solid var(--line); border-radius: .5rem; background: var(--card);
        overflow: hidden; min-width: 0; }
      .results img, .results .gone { display: block; width: 100%; height: 10rem; padding: .4rem;
        object-fit: contain; background: #fff; }
      .results figcaption { padding: .4rem .6rem; }
      .results figcaption > a { display: block; margin-top: .15rem; }
      .results .gone, .map .gone { display: grid; place-items: center; text-align: center;
        font-size: .85rem; line-height: 1.3; color: var(--soft); background: var(--paper); }
      .key { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .6rem 0; max-width: none; }
      .key > span { overflow-wrap: anywhere; }
      .key i { display: inline-block; width: .85em; height: .85em; margin-right: .4em;
        vertical-align: -.05em; border-radius: 50%; background: var(--group);
        forced-color-adjust: none; }
      .key .hit { background: none; border: 3px solid var(--ink); }
      .map { position: relative; min-width: 0; height: min(46rem, 80vh); margin: .6rem 0; padding: 0;
        border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
      .point { position: absolute; width: 0; height: 0; }
      .point input { position: absolute; margin: 0; appearance: none; cursor: pointer;
        forced-color-adjust: none; }
      .point figure { position: absolute; }
      .dots input { width: 12px; height: 12px; left: -6px; top: -6px; border-radius: 50%;
        background: var(--group); border: 1px solid var(--card); }
      .dots .hit { z-index: 1; }
      .dots .hit input { width: 18px; height: 18px; left: -9px; top: -9px;
        border: 3px solid var(--ink); }
      .dots figure { display: none; left: 14px; top: 14px; }
      .dots .west figure { left: auto; right: 14px; }
      .dots .north figure { top: auto; bottom: 14px; }
      .faces input { width: var(--face); height: var(--face); left: calc(var(--face) / -2);
        top: calc(var(--face) / -2); z-index: 1; border-radius: 6px; }
      .faces figure { width: var(--face); height: var(--face); left: calc(var(--face) / -2);
        top: calc(var(--face) / -2); overflow: hidden; border: 3px solid var(--group);
        border-radius: 6px; background: #fff; forced-color-adjust: none; }
      .faces .hit figure { outline: 3px solid var(--ink); }
      .faces img, .faces .gone { display: block; width: 100%; height: 100%; object-fit: contain; }
      .faces .gone { display: grid; overflow: hidden; font-size: 0; }
      .faces .gone::before { content: "?"; font-size: 1rem; }
      .faces .hit { z-index: 1; }
      .faces figcaption { display: none; }
      .point:target { z-index: 3; }
      .point:has(input:checked) { z-index: 4; }
      .point:has(input:focus-visible) { z-index: 5; }
      .point:hover { z-index: 6; }
      .point:is(:hover, :target, :has(input:checked), :has(input:focus-visible)) figure {
        display: block; width: 148px; height: auto; padding: 4px; overflow: visible;
        background: var(--card); border: 3px solid var(--group); border-radius: 6px;
        box-shadow: 0 2px 10px #0006; }
      .point:is(:hover, :target, :has(input:checked), :has(input:focus-visible)) :is(img, .gone) {
        display: block; width: 100%; height: 128px; object-fit: contain; background: #fff;
        font-size: .85rem; }
      .point:is(:hover, :target, :has(input:checked), :has(input:focus-visible)) .gone {
        height: auto; padding: .6rem .2rem; background: var(--paper); }
      .point:is(:hover, :target, :has(input:checked), :has(input:focus-visible)) .gone::before {
        content: none; }
      .point:is(:hover, :target, :has(input:checked), :has(input:focus-visible)) figcaption {
        display: block; padding-top: 3px; }
      .faces .west:is(:hover, :target, :has(input:checked), :has(input:focus-visible)) figure {
        left: auto; right: calc(var(--face) / -2); }
      .faces .north:is(:hover, :target, :has(input:checked), :has(input:focus-visible)) figure {
        top: auto; bottom: calc(var(--face) / -2); }
      @media (max-width: 40rem) { .map { height: min(30rem, 80vh); } }
      @media print { .results li { break-inside: avoid; } }
      """;

  private GalleryStyle() {}

  /** The style sheet of a page with a map, or without one. */
  static String text(@Nullable IndexMap map, boolean showsFaces) {
    StringBuilder style = new StringBuilder(COMMON);
    if (map == null) {
      return style.toString();
    }
    for (Grouping.Group group : map.grouping().groups()) {
      int colour = group.colour();
      int rgb = colour == Grouping.COLOURED ? OTHERS : colour(colour);
      style.append(String.format(Locale.ROOT, ".g%d { --group: #%06x; }\n", colour, rgb));
    }
    List<IndexMap.Point> points = map.points();
    // Many pictures are drawn small, so that they do not hide each other.
    int face = points.size() <= 24 ? 72 : points.size() <= 60 ? 56 : 40;
    int narrow = points.size() <= 24 ? 48 : points.size() <= 60 ? 34 : 26;
    style.append(
        String.format(
            Locale.ROOT,
            ":root { --face: %dpx; --edge: %s; } @media (max-width: 40rem) { :root { --face: %dpx; } }\n",
            face,
            showsFaces ? "calc(var(--face) / 2 + 8px)" : "14px",
            narrow));
    for (int i = 0; i < points.size(); i++) {
      IndexMap.Point point = points.get(i);
      style.append(
          String.format(
              Locale.ROOT,
              "#%s { left: calc(var(--edge) + %.4f * (100%% - 2 * var(--edge)));"
                  + " top: calc(var(--edge) + %.4f * (100%% - 2 * var(--edge))); }\n",
              point.hit() == null ? "p" + i : "r" + point.hit().rank(),
              point.x(),
              point.y()));
    }
    return style.toString();
  }

  /** The lessons' colours, without their grey, which stands for all others here. */
  private static int colour(int group) {
    return Charts.colour(group < 7 ? group : group + 1).getRGB() & 0xffffff;
  }
}
