package io.github.clip4j.examples.gallery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which colour a point has: the largest groups have one each, all others share the last, as more
 * colours than these could not be told apart. Immutable.
 */
final class Grouping {
  /** How many groups have a colour of their own; the colour after them is that of all others. */
  static final int COLOURED = 8;

  private final List<Group> groups;
  private final Map<String, Integer> colours;

  private Grouping(List<Group> groups, Map<String, Integer> colours) {
    this.groups = groups;
    this.colours = colours;
  }

  /**
   * A line of the legend.
   *
   * @param name what it is called; empty for all others together
   * @param colour its number, 0 to {@link #COLOURED}
   * @param members how many points it has
   * @param names how many names it stands for
   */
  record Group(String name, int colour, int members, int names) {}

  /**
   * Groups points by their names, the largest group first, of equal ones by name.
   *
   * @param names one a point
   */
  static Grouping of(List<String> names) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    names.forEach(name -> counts.merge(name, 1, Integer::sum));
    List<String> ordered = new ArrayList<>(counts.keySet());
    ordered.sort(
        Comparator.<String>comparingInt(name -> counts.getOrDefault(name, 0))
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    List<Group> groups = new ArrayList<>();
    Map<String, Integer> colours = new HashMap<>();
    int others = 0;
    int otherMembers = 0;
    for (String name : ordered) {
      int members = counts.getOrDefault(name, 0);
      if (groups.size() < COLOURED) {
        colours.put(name, groups.size());
        groups.add(new Group(name, groups.size(), members, 1));
      } else {
        others++;
        otherMembers += members;
      }
    }
    if (others > 0) {
      groups.add(new Group("", COLOURED, otherMembers, others));
    }
    return new Grouping(List.copyOf(groups), Map.copyOf(colours));
  }

  /** The lines of the legend. */
  List<Group> groups() {
    return groups;
  }

  /** The colour of a name. */
  int colour(String name) {
    return colours.getOrDefault(name, COLOURED);
  }
}
