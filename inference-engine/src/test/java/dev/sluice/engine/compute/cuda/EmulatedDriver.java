package dev.sluice.engine.compute.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A CUDA driver and compiler that run on the CPU ({@code src/test/native/cuda}), built with g++
 * when first asked for. They are loaded before JCuda is touched, whose libraries then find them by
 * name: the whole of the CUDA room runs as it does on a GPU.
 */
public final class EmulatedDriver {
  private static final Path SOURCES = Path.of("src/test/native/cuda").toAbsolutePath();
  private static final Path FOLDER = Path.of("target/cuda-emulator").toAbsolutePath();
  private static final Linker LINKER = Linker.nativeLinker();

  private static EmulatedDriver installed;

  private final SymbolLookup driver;
  private final SymbolLookup compiler;
  private final SymbolLookup products;
  private final Path kernels;
  private final Path cublas;

  private EmulatedDriver() throws IOException, InterruptedException {
    Path folder = FOLDER.resolve(digest());
    Path nvrtc = folder.resolve("nvrtc");
    if (!Files.exists(folder.resolve("complete"))) {
      Files.createDirectories(nvrtc);
      Files.createDirectories(folder.resolve("temp"));
      build(folder.resolve("libcuda.so.1"), "fake_cuda.cpp", "-fvisibility=hidden", "-ldl");
      build(
          nvrtc.resolve("libnvrtc.so.12"),
          "fake_nvrtc.cpp",
          "-Wl,--version-script=" + SOURCES.resolve("libnvrtc.map"));
      build(
          folder.resolve("libcublas.so.12"),
          "fake_cublas.cpp",
          "-Wl,--version-script=" + SOURCES.resolve("libcublas.map"),
          folder.resolve("libcuda.so.1").toString());
      Files.createFile(folder.resolve("complete"));
    }
    System.setProperty("sluice.cuda.driver", folder.resolve("libcuda.so.1").toString());
    System.setProperty("sluice.cuda.nvrtc", nvrtc.toString());
    kernels = folder.resolve("kernels");
    System.setProperty("sluice.cuda.cache", kernels.toString());
    // JCuda unpacks its libraries here.
    System.setProperty("java.io.tmpdir", folder.resolve("temp").toString());
    driver = SymbolLookup.libraryLookup(folder.resolve("libcuda.so.1"), Arena.global());
    compiler = SymbolLookup.libraryLookup(nvrtc.resolve("libnvrtc.so.12"), Arena.global());
    cublas = folder;
    products = SymbolLookup.libraryLookup(folder.resolve("libcublas.so.12"), Arena.global());
    call(
        compiler,
        "nvrtcFakeConfigure",
        text(SOURCES.resolve("cuda_emu.h").toString()),
        text(folder.resolve("temp").toString()));
  }

  /** Whether it can be built here, and why not. */
  public static Optional<String> absence() {
    boolean isFound =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "g++")));
    boolean isKnown =
        System.getProperty("os.arch").equals("amd64")
            && System.getProperty("os.name").equals("Linux");
    if (isFound && isKnown) {
      return Optional.empty();
    }
    return Optional.of(
        isKnown
            ? "g++ is not installed, so kernels cannot run on the CPU: apt-get install g++"
            : "the emulated CUDA driver runs on 64-bit x86 Linux only");
  }

  /** Builds and loads it, once per JVM. */
  public static synchronized EmulatedDriver install() {
    if (installed == null) {
      try {
        installed = new EmulatedDriver();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return installed;
  }

  private static void build(Path library, String source, String... options)
      throws IOException, InterruptedException {
    Path log = library.resolveSibling(source + ".log");
    List<String> command =
        Stream.concat(
                Stream.of(
                    "g++",
                    "-std=gnu++17",
                    "-O1",
                    "-fPIC",
                    "-shared",
                    "-Wl,-soname," + library.getFileName(),
                    "-o",
                    library.toString(),
                    SOURCES.resolve(source).toString()),
                Stream.of(options))
            .toList();
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (status != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(log));
    }
  }

  /** Of the sources, so that a change of them builds anew and forgets compiled kernels. */
  private static String digest() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      for (Path file : files.sorted().toList()) {
        hash.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(hash.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Contexts, streams, modules, device and pinned memory that exist. */
  public long liveObjects() {
    return (long) call(driver, "fakecuda_live");
  }

  /** Mistakes of the caller that the driver noticed. */
  public long complaints() {
    return (long) call(driver, "fakecuda_complaints");
  }

  /** Recorded steps that were launched since the last {@link #reset}. */
  public long graphLaunches() {
    return (long) call(driver, "fakecuda_graph_launches");
  }

  /** Copies to a device so far. */
  long copies() {
    return (long) call(driver, "fakecuda_copies");
  }

  /**
   * Makes a call fail.
   *
   * @param after so many calls of it succeed first
   * @param isLasting everything after it fails too, as after a kernel's failure
   */
  public void fail(String function, int after, int code, boolean isLasting) {
    call(driver, "fakecuda_fail", text(function), after, code, isLasting ? 1 : 0);
  }

  /** So many devices with so much free memory each, until the next {@link #reset}. */
  public void devices(int count, int kibibytes) {
    call(driver, "fakecuda_devices", count, kibibytes);
  }

  /** Threads of a block run in descending order. */
  public void reverse(boolean isReversed) {
    call(driver, "fakecuda_reverse", isReversed ? 1 : 0);
  }

  /** Folder of a cuBLAS that runs on the CPU. */
  Path cublas() {
    return cublas;
  }

  /** Products that this cuBLAS has computed. */
  long products() {
    return (long) call(products, "cublasFakeProducts");
  }

  /** Whether it takes no bfloat16, as on an old device. */
  void refuseBrainProducts(boolean isRefused) {
    call(products, "cublasFakeRefuseBrain", isRefused ? 1 : 0);
  }

  /** Where compiled kernels are kept. */
  Path kernels() {
    return kernels;
  }

  /** Kernels are compiled with one text in place of another; empty texts end that. */
  void replace(String from, String to) {
    call(compiler, "nvrtcFakeReplace", text(from), text(to));
  }

  /** Forgets injected failures and their consequences. */
  public void reset() {
    call(driver, "fakecuda_reset");
  }

  private static MemorySegment text(String value) {
    return Arena.global().allocateFrom(value, StandardCharsets.UTF_8);
  }

  private static Object call(SymbolLookup library, String name, Object... arguments) {
    FunctionDescriptor descriptor = FunctionDescriptor.of(ValueLayout.JAVA_LONG);
    for (Object argument : arguments) {
      descriptor =
          descriptor.appendArgumentLayouts(
              argument instanceof MemorySegment ? ValueLayout.ADDRESS : ValueLayout.JAVA_INT);
    }
    try {
      return LINKER
          .downcallHandle(library.find(name).orElseThrow(), descriptor)
          .invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(name + " cannot be called", e);
    }
  }
}
