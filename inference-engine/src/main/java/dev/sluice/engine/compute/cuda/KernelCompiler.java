package dev.sluice.engine.compute.cuda;

import static jcuda.nvrtc.JNvrtc.nvrtcCompileProgram;
import static jcuda.nvrtc.JNvrtc.nvrtcCreateProgram;
import static jcuda.nvrtc.JNvrtc.nvrtcDestroyProgram;
import static jcuda.nvrtc.JNvrtc.nvrtcGetCUBIN;
import static jcuda.nvrtc.JNvrtc.nvrtcGetCUBINSize;
import static jcuda.nvrtc.JNvrtc.nvrtcGetPTX;
import static jcuda.nvrtc.JNvrtc.nvrtcGetProgramLog;
import static jcuda.nvrtc.JNvrtc.nvrtcVersion;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jcuda.nvrtc.nvrtcProgram;

/**
 * NVRTC, the compiler as a library; it needs no driver. Its folder is {@code sluice.cuda.nvrtc}, or
 * wherever the system's linker finds it. Safe for use by several threads.
 */
final class KernelCompiler {
  private static final String ABSENT = load();

  private KernelCompiler() {}

  /** What a compilation gives. */
  record Compiled(byte[] image, String log) {}

  /** Empty when it can be used, otherwise a phrase that says why not. */
  static String absence() {
    return ABSENT;
  }

  private static String load() {
    try {
      String folder = System.getProperty("sluice.cuda.nvrtc", "");
      if (!folder.isEmpty()) {
        // The builtins first: NVRTC looks them up by name, and finds what is loaded already.
        for (Path library : libraries(Path.of(folder))) {
          System.load(library.toAbsolutePath().toString());
        }
      }
      int[] version = new int[2];
      nvrtcVersion(version, new int[1]);
      return "";
    } catch (LinkageError | IOException e) {
      return "NVRTC cannot be loaded (" + Driver.firstLine(e) + ")";
    }
  }

  private static List<Path> libraries(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().startsWith("libnvrtc")).sorted().toList();
    }
  }

  /**
   * Compiles to binary code or PTX.
   *
   * @param extra further options, such as {@code --ptxas-options=-v}
   * @throws IllegalStateException with the compiler's log when it refuses
   */
  static Compiled compile(KernelUnit unit, Architecture architecture, String... extra) {
    List<String> options = new ArrayList<>(unit.options(architecture));
    options.addAll(List.of(extra));
    nvrtcProgram program = new nvrtcProgram();
    nvrtcCreateProgram(program, unit.source(), unit.file() + ".cu", 0, null, null);
    try {
      int code = nvrtcCompileProgram(program, options.size(), options.toArray(String[]::new));
      String[] log = new String[1];
      nvrtcGetProgramLog(program, log);
      if (code != 0) {
        throw new IllegalStateException(
            "kernel %s does not compile for %s: %s".formatted(unit, architecture, log[0]));
      }
      return new Compiled(architecture.isBinary() ? cubin(program) : ptx(program), log[0]);
    } finally {
      nvrtcDestroyProgram(program);
    }
  }

  private static byte[] cubin(nvrtcProgram program) {
    long[] size = new long[1];
    nvrtcGetCUBINSize(program, size);
    byte[] image = new byte[Math.toIntExact(size[0])];
    nvrtcGetCUBIN(program, image);
    return image;
  }

  /** Text that ends with a zero, as the driver wants it. */
  private static byte[] ptx(nvrtcProgram program) {
    String[] text = new String[1];
    nvrtcGetPTX(program, text);
    return (text[0].replace("\0", "") + "\0").getBytes(StandardCharsets.US_ASCII);
  }
}
