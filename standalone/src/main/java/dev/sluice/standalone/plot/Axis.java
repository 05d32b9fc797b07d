package dev.sluice.standalone.plot;

import java.util.Arrays;
import java.util.Locale;

/**
 * One direction of a chart.
 *
 * @param label what is measured, with its unit
 * @param from value at its start
 * @param to value at its end, above {@code from}
 * @param isLogarithmic equal factors are equally far apart; both ends are above 0 then
 */
public record Axis(String label, double from, double to, boolean isLogarithmic) {
  private static final int WANTED_TICKS = 6;
  private static final double WIDE = 20;

  public static Axis linear(String label, double from, double to) {
    return new Axis(label, from, to > from ? to : from + 1, false);
  }

  /** Around positive values: logarithmic when the largest is more than 20 times the smallest. */
  public static Axis around(String label, double[] values) {
    double least = Arrays.stream(values).min().orElse(1);
    double most = Arrays.stream(values).max().orElse(1);
    if (least > 0 && most / least > WIDE) {
      return new Axis(label, least / 1.1, most * 1.1, true);
    }
    double room = Math.max((most - least) * 0.1, Math.abs(most) * 0.02);
    return linear(label, Math.max(0, least - room), most + room);
  }

  /** Where a value is, 0 at the start and 1 at the end. */
  double place(double value) {
    return isLogarithmic
        ? Math.log(value / from) / Math.log(to / from)
        : (value - from) / (to - from);
  }

  /** Round values between the ends. */
  double[] ticks() {
    return isLogarithmic ? powers() : multiples();
  }

  private double[] multiples() {
    double step = step();
    long first = (long) Math.ceil(from / step - 1e-9);
    long last = (long) Math.floor(to / step + 1e-9);
    double[] ticks = new double[(int) (last - first + 1)];
    for (int i = 0; i < ticks.length; i++) {
      ticks[i] = (first + i) * step;
    }
    return ticks;
  }

  private double step() {
    double rough = (to - from) / WANTED_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  private double[] powers() {
    double[] digits = Math.log10(to / from) > 3 ? new double[] {1} : new double[] {1, 2, 5};
    double[] ticks = new double[0];
    for (int power = (int) Math.floor(Math.log10(from)); power <= Math.log10(to); power++) {
      for (double digit : digits) {
        double tick = digit * Math.pow(10, power);
        if (tick >= from && tick <= to) {
          ticks = Arrays.copyOf(ticks, ticks.length + 1);
          ticks[ticks.length - 1] = tick;
        }
      }
    }
    return ticks;
  }

  /** A tick as text: no more decimals than the distance of ticks needs. */
  String text(double tick) {
    double distance = isLogarithmic ? tick : step();
    int decimals = distance >= 1 ? 0 : (int) Math.ceil(-Math.log10(distance) - 1e-9);
    return String.format(Locale.ROOT, "%." + decimals + "f", tick);
  }
}
