package dev.sluice.engine.compute.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a kernel takes of a multiprocessor, as the assembler reports it.
 *
 * @param unit file and definitions
 * @param kernel name in the file
 * @param spills bytes of registers' content kept in memory
 * @param sharedBytes static, and dynamic of the largest launch
 * @param warps that run at once, of {@code mostWarps}
 */
record KernelResources(
    String unit,
    String kernel,
    Architecture architecture,
    int threads,
    int registers,
    int spills,
    int sharedBytes,
    int warps,
    int mostWarps) {
  private static final Pattern ENTRY =
      Pattern.compile(
          "Compiling entry function '(\\w+)'.*?(\\d+) bytes spill stores, (\\d+) bytes spill loads"
              + ".*?Used (\\d+) registers([^\\n]*)",
          Pattern.DOTALL);
  private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");

  /** All kernels of a unit, from the compiler's log. */
  static List<KernelResources> of(KernelUnit unit, Architecture architecture, String log) {
    List<KernelResources> all = new ArrayList<>();
    Matcher entry = ENTRY.matcher(log);
    while (entry.find()) {
      String kernel = entry.group(1);
      int threads = threads(unit.source(), kernel);
      int registers = Integer.parseInt(entry.group(4));
      Matcher shared = SHARED.matcher(entry.group(5));
      int bytes = (shared.find() ? Integer.parseInt(shared.group(1)) : 0) + dynamic(unit, kernel);
      all.add(
          new KernelResources(
              unit.toString(),
              kernel,
              architecture,
              threads,
              registers,
              Integer.parseInt(entry.group(2)) + Integer.parseInt(entry.group(3)),
              bytes,
              warps(architecture, threads / 32, registers, bytes),
              mostWarps(architecture)));
    }
    return all;
  }

  private static int threads(String source, String kernel) {
    Matcher bounds =
        Pattern.compile("__launch_bounds__\\((\\d+)[^)]*\\) " + kernel + "\\(").matcher(source);
    if (!bounds.find()) {
      throw new AssertionError("kernel " + kernel + " has no launch bounds");
    }
    return Integer.parseInt(bounds.group(1));
  }

  private static int dynamic(KernelUnit unit, String kernel) {
    return switch (kernel) {
      case "attention" -> Attention.sharedBytes(headDim(unit), 2);
      case "attention_split" -> Attention.sharedBytes(headDim(unit), 1);
      default -> 0;
    };
  }

  private static int headDim(KernelUnit unit) {
    return 32 * Integer.parseInt(unit.definitions().getFirst().substring("COLUMNS=".length()));
  }

  /**
   * Warps at once on a multiprocessor (CUDA programming guide, table of features per compute
   * capability): registers are given out in pieces of 256 per warp to 4 warps at a time, and from
   * sm_80 on the system takes 1 KiB of shared memory per block.
   */
  private static int warps(Architecture architecture, int blockWarps, int registers, int shared) {
    int byRegisters = 65536 / (Math.ceilDiv(registers * 32, 256) * 256) / 4 * 4 / blockWarps;
    int reserved = architecture == Architecture.SM_75 ? 0 : 1024;
    int byShared = 1024 * sharedKib(architecture) / Math.max(1, shared + reserved);
    int byWarps = mostWarps(architecture) / blockWarps;
    int blocks =
        Math.min(Math.min(byRegisters, byShared), Math.min(byWarps, mostBlocks(architecture)));
    return blocks * blockWarps;
  }

  private static int sharedKib(Architecture architecture) {
    return switch (architecture) {
      case SM_75 -> 64;
      case SM_80 -> 164;
      case SM_86, SM_89 -> 100;
      case SM_90, COMPUTE_90 -> 228;
    };
  }

  private static int mostWarps(Architecture architecture) {
    return switch (architecture) {
      case SM_75 -> 32;
      case SM_86, SM_89 -> 48;
      case SM_80, SM_90, COMPUTE_90 -> 64;
    };
  }

  private static int mostBlocks(Architecture architecture) {
    return switch (architecture) {
      case SM_75, SM_86 -> 16;
      case SM_89 -> 24;
      case SM_80, SM_90, COMPUTE_90 -> 32;
    };
  }

  /** What the table is sorted and looked up by. */
  String key() {
    return "| %s | %s | %s |".formatted(unit, kernel, architecture.option());
  }

  String row() {
    return key()
        + " %d | %d | %d | %d | %d of %d |"
            .formatted(threads, registers, spills, sharedBytes, warps, mostWarps);
  }
}
