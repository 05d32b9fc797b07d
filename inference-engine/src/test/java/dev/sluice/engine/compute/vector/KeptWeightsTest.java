package dev.sluice.engine.compute.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptWeightsTest {
  private static final String SOURCE = "model.gguf\n1\n2\n3";
  private static final List<Tensor> STORED =
      List.of(
          stored("a", ElementType.Q4_0, 130, 64, 1),
          stored("b", ElementType.Q8_0, 70, 96, 2),
          stored("c", ElementType.F16, 3, 33, 3),
          stored("d", ElementType.Q6_K, 64, 256, 4));

  @TempDir Path folder;

  @Test
  void secondLoad_sameSource_mapsTheSameBytes() throws IOException {
    Load first = load(cache(), SOURCE);
    Load second = load(cache(), SOURCE);
    assertThat(first.isMapped).isFalse();
    assertThat(second.isMapped).isTrue();
    assertThat(second.panels).isEqualTo(first.panels).isEqualTo(load(null, SOURCE).panels);
    assertThat(files()).hasSize(1);
  }

  @Test
  void load_otherSource_isRearrangedAnew() throws IOException {
    load(cache(), SOURCE);
    assertThat(load(cache(), SOURCE + "4").isMapped).isFalse();
    assertThat(files()).hasSize(2);
  }

  @Test
  void load_forRoundedInputs_isKeptApart() throws IOException {
    load(cache(), SOURCE);
    Load rounded = loadOn(new VectorBackend(2, true, ElementType.F32, cache()), SOURCE, STORED);
    assertThat(rounded.isMapped).isFalse();
    assertThat(loadOn(new VectorBackend(2, true, ElementType.F32, cache()), SOURCE, STORED))
        .isEqualTo(new Load(rounded.panels, true));
    assertThat(load(cache(), SOURCE)).isEqualTo(new Load(load(null, SOURCE).panels, true));
    assertThat(files()).hasSize(2);
  }

  @Test
  void load_fileOfAnotherSourceUnderItsName_isReplaced() throws IOException {
    load(cache(), SOURCE);
    Path other = cache().file(PanelCache.key("other"));
    Files.move(files().getFirst(), other);
    assertReplaced("other");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 4095, 4096, 20_000, -1})
  void load_cutFile_isReplaced(int bytes) throws IOException {
    load(cache(), SOURCE);
    try (RandomAccessFile file = new RandomAccessFile(files().getFirst().toFile(), "rw")) {
      file.setLength(bytes < 0 ? file.length() + bytes : bytes);
    }
    assertReplaced(SOURCE);
  }

  /** In the magic, the version, the panel's rows, the key, the places, and the first weight. */
  @ParameterizedTest
  @ValueSource(ints = {0, 11, 15, 20, 55, 63, 71, 4096 + 100})
  void load_changedByte_isReplaced(int at) throws IOException {
    load(cache(), SOURCE);
    flip(files().getFirst(), at);
    assertReplaced(SOURCE);
  }

  @Test
  void load_lastWeightDamaged_keepsTheOthersAndIsReplaced() throws IOException {
    load(cache(), SOURCE);
    Path file = files().getFirst();
    long index;
    try (RandomAccessFile header = new RandomAccessFile(file.toFile(), "r")) {
      header.seek(48);
      index = header.readLong();
    }
    flip(file, index - 4096);
    assertReplaced(SOURCE);
  }

  @Test
  void load_otherWeightsThanInTheFile_areRearranged() throws IOException {
    load(cache(), SOURCE);
    Load changed = load(cache(), SOURCE, STORED.reversed());
    assertThat(changed.isMapped).isFalse();
    assertThat(changed.panels).isEqualTo(load(null, SOURCE, STORED.reversed()).panels);
  }

  @Test
  void load_moreWeightsThanInTheFile_isReplaced() throws IOException {
    load(cache(), SOURCE, STORED.subList(0, 2));
    assertReplaced(SOURCE);
  }

  @Test
  void load_folderCannotBeMade_goesOnWithout() throws IOException {
    Path notAFolder = Files.createFile(folder.resolve("file"));
    PanelCache cache = new PanelCache(notAFolder.resolve("below"), Long.MAX_VALUE, 0);
    assertThat(load(cache, SOURCE).panels).isEqualTo(load(null, SOURCE).panels);
  }

  @Test
  void load_diskWithoutRoom_keepsNothing() throws IOException {
    load(new PanelCache(folder, Long.MAX_VALUE, Long.MAX_VALUE / 2), SOURCE);
    assertThat(files()).isEmpty();
  }

  @Test
  void load_largerThanTheBound_keepsNothingAndDeletesNothing() throws IOException {
    load(cache(), "small", STORED.subList(0, 1));
    load(new PanelCache(folder, 50_000, 0), SOURCE);
    assertThat(files()).containsExactly(cache().file(PanelCache.key("small")));
  }

  @Test
  void load_overTheBound_deletesTheLongestUnused() throws IOException {
    load(cache(), "old");
    load(cache(), "new");
    age(cache().file(PanelCache.key("new")), 200);
    age(cache().file(PanelCache.key("old")), 300);
    load(cache(), "old"); // a hit makes it young again
    long bytes = Files.size(cache().file(PanelCache.key("old")));
    load(new PanelCache(folder, 2 * bytes + 40_000, 0), SOURCE);
    assertThat(files())
        .containsExactlyInAnyOrder(
            cache().file(PanelCache.key("old")), cache().file(PanelCache.key(SOURCE)));
  }

  @Test
  void load_abandonedFileOfAKilledProcess_isDeleted() throws IOException {
    Path abandoned = Files.createFile(folder.resolve("weights1.fresh"));
    Path running = Files.createFile(folder.resolve("weights2.fresh"));
    age(abandoned, 7200);
    load(cache(), SOURCE);
    assertThat(files()).doesNotContain(abandoned).contains(running);
  }

  @Test
  void severalLoads_atOnce_areAllRightAndLeaveOneFile() throws Exception {
    List<Load> loads = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      start.await();
                      Load load = load(cache(), SOURCE);
                      synchronized (loads) {
                        loads.add(load);
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    List<String> expected = load(null, SOURCE).panels;
    assertThat(loads).hasSize(4).allSatisfy(l -> assertThat(l.panels).isEqualTo(expected));
    assertThat(files()).hasSize(1);
    assertThat(load(cache(), SOURCE).isMapped).isTrue();
  }

  private void assertReplaced(String source) throws IOException {
    Load damaged = load(cache(), source);
    assertThat(damaged.isMapped).isFalse();
    assertThat(damaged.panels).isEqualTo(load(null, source).panels);
    assertThat(load(cache(), source).isMapped).isTrue();
    assertThat(files()).hasSize(1);
  }

  private PanelCache cache() {
    return new PanelCache(folder, Long.MAX_VALUE, 0);
  }

  /**
   * What a load gave: the hash of each weight's bytes, and whether all of them came from a file.
   */
  private record Load(List<String> panels, boolean isMapped) {}

  private static Load load(PanelCache cache, String source) {
    return load(cache, source, STORED);
  }

  private static Load load(PanelCache cache, String source, List<Tensor> stored) {
    return loadOn(new VectorBackend(2, false, ElementType.F32, cache), source, stored);
  }

  private static Load loadOn(VectorBackend backend, String source, List<Tensor> stored) {
    List<String> panels = new ArrayList<>();
    boolean isMapped = true;
    try (backend) {
      backend.beginLoading(source);
      List<PackedWeight> weights =
          stored.stream().map(tensor -> (PackedWeight) backend.prepare(tensor)).toList();
      backend.endLoading();
      for (PackedWeight weight : weights) {
        panels.add(hash(weight.memory()));
        isMapped &= weight.memory().isMapped();
      }
      backend.beginReleasing();
      weights.forEach(PackedWeight::close);
    }
    assertThat(backend.ledger().totalBytes()).isZero();
    return new Load(panels, isMapped);
  }

  private static String hash(MemorySegment bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(bytes.toArray(ValueLayout.JAVA_BYTE)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void age(Path file, int seconds) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  private static void flip(Path path, long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      int old = file.read();
      file.seek(at);
      file.write(old ^ 1);
    }
  }

  private static Tensor stored(String name, ElementType type, int rows, int columns, int seed) {
    byte[] bytes = new byte[Math.toIntExact(rows * type.rowBytes(columns))];
    new Random(seed).nextBytes(bytes);
    return Tensor.packed(name, type, rows, columns, MemorySegment.ofArray(bytes));
  }
}
