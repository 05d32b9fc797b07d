package dev.sluice.engine.compute.vector;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * A kernel that is compiled by itself. The JIT compiler stops inlining when a method has grown past
 * 18,000 nodes, about thirty vector operations; those left out box their values, which costs ten
 * times the kernel's time. Two kernels that are small enough alone are not when it inlines both
 * into their caller, and whether it does changes from run to run. It does not inline a method
 * handle that it cannot take for a constant, and a mutable field is none.
 */
final class Outlined {
  private static final MethodType TYPE =
      MethodType.methodType(
          void.class, long.class, int.class, int.class, long.class, long.class, long.class);

  @SuppressWarnings("FieldMayBeFinal") // see above
  private MethodHandle target;

  private Outlined(MethodHandle target) {
    this.target = target;
  }

  /** A static method {@code (long, int, int, long, long, long)} of the class that asks. */
  static Outlined of(MethodHandles.Lookup lookup, String method) {
    try {
      return new Outlined(lookup.findStatic(lookup.lookupClass(), method, TYPE));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("there is no kernel " + method, e);
    }
  }

  void run(long data, int step, int count, long x, long y, long out) {
    try {
      target.invokeExact(data, step, count, x, y, out);
    } catch (Throwable e) {
      throw new IllegalStateException("a kernel failed: " + e, e);
    }
  }
}
