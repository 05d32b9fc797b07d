package dev.sluice.standalone.command;

import java.lang.reflect.Method;

/** What the Vector API offers here. */
final class VectorUnit {
  private VectorUnit() {}

  /**
   * The widest float species. Asked by name, so that {@code version} also answers on a JVM that was
   * started without the incubator module, which is then what the user has to know.
   */
  static String describe() {
    try {
      Class<?> vector = Class.forName("jdk.incubator.vector.FloatVector");
      Object species = vector.getField("SPECIES_PREFERRED").get(null);
      Class<?> type = Class.forName("jdk.incubator.vector.VectorSpecies");
      Method bits = type.getMethod("vectorBitSize");
      Method lanes = type.getMethod("length");
      return bits.invoke(species) + " bits, " + lanes.invoke(species) + " float lanes";
    } catch (ReflectiveOperationException e) {
      return "not available: start java with --add-modules=jdk.incubator.vector";
    }
  }
}
