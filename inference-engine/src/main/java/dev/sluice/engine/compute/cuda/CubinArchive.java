package dev.sluice.engine.compute.cuda;

import java.nio.file.Path;

/** Compiles all kernels for all architectures ahead of time, for the GPU container image. */
public final class CubinArchive {
  private CubinArchive() {}

  /**
   * @param args the folder to fill
   */
  public static void main(String[] args) {
    if (args.length != 1) {
      throw new IllegalArgumentException("one argument is needed: the folder to fill");
    }
    if (!KernelCompiler.absence().isEmpty()) {
      throw new IllegalStateException(KernelCompiler.absence());
    }
    Path folder = Path.of(args[0]);
    for (Architecture architecture : Architecture.values()) {
      for (KernelUnit unit : KernelUnit.all()) {
        Path file = folder.resolve(CubinStore.name(unit, architecture));
        CubinStore.keep(file, KernelCompiler.compile(unit, architecture).image());
      }
    }
  }
}
