package dev.sluice.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was measured of one file, by cell and engine. */
final class Samples {
  private final Map<Cell, Map<String, List<Double>>> cells = new LinkedHashMap<>();

  /**
   * One row of the table.
   *
   * @param unit of the values
   * @param isMoreBetter for rates; less is better for times and memory
   */
  record Cell(String name, String unit, boolean isMoreBetter) {
    static Cell rate(String name) {
      return new Cell(name, "tokens/s", true);
    }

    static Cell millis(String name) {
      return new Cell(name, "ms", false);
    }
  }

  void add(Cell cell, String engine, double value) {
    cells
        .computeIfAbsent(cell, _ -> new LinkedHashMap<>())
        .computeIfAbsent(engine, _ -> new ArrayList<>())
        .add(value);
  }

  Set<Cell> cells() {
    return cells.keySet();
  }

  double median(Cell cell, String engine) {
    List<Double> sorted =
        cells.get(cell).getOrDefault(engine, List.of()).stream().sorted().toList();
    int n = sorted.size();
    if (n == 0) {
      return Double.NaN;
    }
    return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
  }

  /** How much better the first engine is than the second: above 1 it wins, whatever the unit. */
  double ratio(Cell cell, String first, String second) {
    double quotient = median(cell, first) / median(cell, second);
    return cell.isMoreBetter() ? quotient : 1 / quotient;
  }
}
