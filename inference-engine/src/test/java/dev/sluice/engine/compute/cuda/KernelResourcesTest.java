package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Every kernel compiles for every architecture with NVIDIA's own compiler, without a GPU. None
 * spills, and none runs fewer warps at once than the table in {@code docs/cuda-kernels.md} says.
 * {@code bench/fetch-nvrtc.sh ~/.cache/sluice/nvrtc} fetches the compiler; {@code
 * -Dsluice.test.nvrtc} names another folder. {@code -Dsluice.test.kernel-table=write} writes the
 * table.
 */
class KernelResourcesTest {
  private static final Path DOCUMENT = Path.of("../docs/cuda-kernels.md");
  private static final String HEAD =
      "| unit | kernel | architecture | threads | registers | spilled bytes | shared bytes | warps |\n"
          + "|---|---|---|---|---|---|---|---|\n";

  private static Path compiler() {
    String named = System.getProperty("sluice.test.nvrtc", "");
    return named.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "sluice", "nvrtc")
        : Path.of(named);
  }

  static boolean hasCompiler() {
    boolean isThere = Files.exists(compiler().resolve("libnvrtc.so.12"));
    if (!isThere) {
      System.err.println(
          "NOT TESTED: kernels' resources, without NVRTC in %s: bench/fetch-nvrtc.sh fetches it"
              .formatted(compiler()));
    }
    return isThere;
  }

  @Test
  @EnabledIf(value = "hasCompiler", disabledReason = "bench/fetch-nvrtc.sh was not run")
  void kernels_onEveryArchitecture_neitherSpillNorRunFewerWarps() throws IOException {
    System.setProperty("sluice.cuda.nvrtc", compiler().toString());
    assertThat(KernelCompiler.absence()).isEmpty();
    List<KernelResources> all =
        Arrays.stream(Architecture.values())
            .filter(Architecture::isBinary)
            .flatMap(a -> KernelUnit.all().stream().map(unit -> Map.entry(unit, a)))
            .parallel()
            .flatMap(pair -> compile(pair.getKey(), pair.getValue()))
            .toList();
    if (System.getProperty("sluice.test.kernel-table", "").equals("write")) {
      write(all);
    }
    Map<String, Integer> table = table();
    for (KernelResources kernel : all) {
      assertThat(kernel.spills()).as(kernel.key()).isZero();
      assertThat(table).containsKey(kernel.key());
      assertThat(kernel.warps()).as(kernel.key()).isGreaterThanOrEqualTo(table.get(kernel.key()));
    }
    assertThat(table).hasSameSizeAs(all);
  }

  private static Stream<KernelResources> compile(KernelUnit unit, Architecture architecture) {
    String log = KernelCompiler.compile(unit, architecture, "--ptxas-options=-v").log();
    List<KernelResources> kernels = KernelResources.of(unit, architecture, log);
    assertThat(kernels).as(unit + ": " + log).isNotEmpty();
    return kernels.stream();
  }

  /** Warps of the document's table by the kernel's key. */
  private static Map<String, Integer> table() throws IOException {
    Map<String, Integer> warps = new HashMap<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      String[] cells = line.split("\\|");
      if (cells.length == 9 && cells[3].contains("sm_")) {
        String key = "|" + cells[1] + "|" + cells[2] + "|" + cells[3] + "|";
        warps.put(key, Integer.valueOf(cells[8].strip().split(" ")[0]));
      }
    }
    return warps;
  }

  private static void write(List<KernelResources> all) throws IOException {
    String document = Files.readString(DOCUMENT);
    int start = document.indexOf(HEAD);
    String rows =
        String.join("\n", all.stream().map(KernelResources::row).sorted().toList()) + "\n";
    Files.writeString(DOCUMENT, document.substring(0, start) + HEAD + rows);
  }
}
