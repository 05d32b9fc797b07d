package dev.sluice.codec.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {
  @TempDir Path folder;

  @Test
  void put_everyScalarType_isReadBackEqual() throws IOException {
    GgufWriter writer = new GgufWriter();
    writer.put("u8", GgufType.UINT8, 255);
    writer.put("i8", GgufType.INT8, -128);
    writer.put("u16", GgufType.UINT16, 65535);
    writer.put("i16", GgufType.INT16, -32768);
    writer.put("u32", GgufType.UINT32, 4_294_967_295L);
    writer.put("i32", GgufType.INT32, Integer.MIN_VALUE);
    writer.put("f32", GgufType.FLOAT32, 1e-5f);
    writer.put("flag", GgufType.BOOL, true);
    writer.put("text", GgufType.STRING, "żółć ▁ \0");
    writer.put("u64", GgufType.UINT64, -1L);
    writer.put("i64", GgufType.INT64, Long.MIN_VALUE);
    writer.put("f64", GgufType.FLOAT64, Math.PI);
    try (GgufFile file = written(writer)) {
      assertThat(file.metadata().values())
          .containsExactly(
              255L,
              -128L,
              65535L,
              -32768L,
              4_294_967_295L,
              (long) Integer.MIN_VALUE,
              (double) 1e-5f,
              true,
              "żółć ▁ \0",
              -1L,
              Long.MIN_VALUE,
              Math.PI);
    }
  }

  @Test
  void put_arraysAndArraysOfArrays_areReadBackEqual() throws IOException {
    GgufWriter writer = new GgufWriter();
    writer.put("integers", new int[] {1, -2});
    writer.put("longs", new long[] {1L << 40});
    writer.put("numbers", new float[] {0.5f, Float.NaN});
    writer.put("flags", new boolean[] {true, false});
    writer.put("texts", new String[] {"", "b"});
    writer.putArray("bytes", GgufType.UINT8, new int[] {200});
    writer.put("nested", new Object[] {new int[] {1}, new Object[] {new String[] {"x"}}});
    writer.put("empty", new int[0]);
    try (GgufFile file = written(writer)) {
      assertThat(file.metadata())
          .containsEntry("integers", new long[] {1, -2})
          .containsEntry("longs", new long[] {1L << 40})
          .containsEntry("numbers", new double[] {0.5, Double.NaN})
          .containsEntry("flags", new long[] {1, 0})
          .containsEntry("texts", new String[] {"", "b"})
          .containsEntry("bytes", new long[] {200})
          .containsEntry("empty", new long[0]);
      Object[] nested = {new long[] {1}, new Object[] {new String[] {"x"}}};
      assertThat(Arrays.deepEquals((Object[]) file.metadata().get("nested"), nested)).isTrue();
    }
  }

  @Test
  void put_withoutType_takesTheOneThatReadersExpect() throws IOException {
    GgufWriter writer = new GgufWriter();
    writer.put("count", 4096L);
    writer.put("negative", -1);
    writer.put("large", 1L << 32);
    writer.put("number", 1e-6);
    try (GgufFile file = written(writer)) {
      assertThat(List.of("count", "negative", "large", "number"))
          .extracting(key -> file.storedValue(key).get(ValueLayout.JAVA_INT_UNALIGNED, 0))
          .containsExactly(
              GgufType.UINT32.id(),
              GgufType.INT32.id(),
              GgufType.INT64.id(),
              GgufType.FLOAT32.id());
    }
  }

  @Test
  void copy_ofAnotherFilesValues_keepsEveryByte() throws IOException {
    GgufWriter first = new GgufWriter();
    first.put("a", GgufType.UINT16, 7);
    first.putArray("b", GgufType.FLOAT64, new double[] {0.1, 0.2});
    try (GgufFile file = written(first)) {
      GgufWriter second = new GgufWriter();
      file.metadata().keySet().forEach(key -> second.copy(key, file.storedValue(key)));
      assertThat(second.header()).isEqualTo(first.header());
    }
  }

  @Test
  void add_tensorsOfOddSizes_alignsThem() throws IOException {
    GgufWriter writer = new GgufWriter();
    writer.put("general.name", "x");
    writer.add("first", new long[] {5}, 0, 20);
    writer.add("second", new long[] {32, 2}, 8, 68);
    assertThat(writer.offset("second")).isEqualTo(32);
    assertThat(writer.dataBytes()).isEqualTo(32 + 96);
    try (GgufFile file = written(writer)) {
      GgufTensor second = file.tensors().get("second");
      assertThat(second.dimensions()).containsExactly(32, 2);
      assertThat(second.typeId()).isEqualTo(8);
      assertThat(second.offset() % GgufWriter.ALIGNMENT).isZero();
      assertThat(second.offset() + 96).isEqualTo(file.data().byteSize());
    }
  }

  @Test
  void add_sameNameTwice_isRefused() {
    GgufWriter writer = new GgufWriter();
    writer.add("w", new long[] {1}, 0, 4);
    assertThatThrownBy(() -> writer.add("w", new long[] {1}, 0, 4)).hasMessageContaining("'w'");
  }

  @Test
  void open_arraysNestedForEver_saysSoAndKeepsTheStack() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(24 + 9 + 4 + 12 * 100_000);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(GgufFile.MAGIC).putInt(3).putLong(0).putLong(1);
    bytes.putLong(1).put((byte) 'k').putInt(GgufType.ARRAY.id());
    while (bytes.hasRemaining()) {
      bytes.putInt(GgufType.ARRAY.id()).putLong(1);
    }
    Path file = folder.resolve("deep.gguf");
    Files.write(file, bytes.array());
    assertThatThrownBy(() -> GgufFile.open(file))
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("'k'");
  }

  private GgufFile written(GgufWriter writer) throws IOException {
    byte[] header = writer.header();
    byte[] all = Arrays.copyOf(header, header.length + (int) writer.dataBytes());
    return GgufFile.open(Files.write(folder.resolve("written.gguf"), all));
  }
}
