package dev.sluice.standalone;

import java.lang.reflect.InvocationTargetException;

/**
 * Adds the module of the Vector API to this JVM. A JVM that starts with an incubator module keeps
 * neither its module graph nor its linked classes and lambdas in a start-up cache, which costs a
 * second of a start, and warns about the module. One that adds it while it runs, as the JDK does
 * with modules of its own agents, does neither; the compiler treats the module's classes alike.
 *
 * <p>The method that does this is the JDK's own; the program's manifest exports its package. Where
 * it is not to be had, or the module is already there, nothing happens: the vector backend then
 * says how to start the JVM.
 */
final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** Must come before anything asks for a backend. */
  static void add() {
    if (ModuleLayer.boot().findModule(NAME).isPresent()) {
      return;
    }
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, NAME);
    } catch (ReflectiveOperationException e) {
      if (e instanceof InvocationTargetException && e.getCause() instanceof Error error) {
        throw error;
      }
    }
  }
}
