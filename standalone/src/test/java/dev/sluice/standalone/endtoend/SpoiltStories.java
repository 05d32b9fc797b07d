package dev.sluice.standalone.endtoend;

import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.codec.gguf.GgufTensor;
import dev.sluice.codec.gguf.GgufWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bundled model with NaN as the embedding of one token, as a damaged file has it: every prompt
 * without that token is answered as ever. The output matrix, which is the embedding in the
 * original, is stored beside it undamaged.
 */
final class SpoiltStories {
  /** {@code Z}, which the stories that this model tells by itself do not have. */
  private static final int TOKEN = 469;

  private static final String EMBEDDING = "token_embd.weight";
  private static final String OUTPUT = "output.weight";
  private static final int F16 = 1;

  private SpoiltStories() {}

  /** Writes the model into the folder. */
  static Path write(Path folder) throws IOException {
    Path file = folder.resolve("spoilt.gguf");
    try (GgufFile original = GgufFile.open(Door.writeModel(folder));
        OutputStream out = Files.newOutputStream(file)) {
      GgufWriter writer = new GgufWriter();
      original.metadata().keySet().forEach(key -> writer.copy(key, original.storedValue(key)));
      for (GgufTensor tensor : original.tensors().values()) {
        writer.add(tensor.name(), tensor.dimensions(), tensor.typeId(), bytes(tensor));
      }
      GgufTensor embedding = original.tensors().get(EMBEDDING);
      writer.add(OUTPUT, embedding.dimensions(), embedding.typeId(), bytes(embedding));
      byte[] data = new byte[(int) writer.dataBytes()];
      for (GgufTensor tensor : original.tensors().values()) {
        copy(original, tensor, data, writer.offset(tensor.name()));
      }
      copy(original, embedding, data, writer.offset(OUTPUT));
      spoil(data, (int) writer.offset(EMBEDDING), (int) embedding.dimensions()[0]);
      out.write(writer.header());
      out.write(data);
    }
    return file;
  }

  /** Its element types are F32 and F16. */
  private static long bytes(GgufTensor tensor) {
    return tensor.elements() * (tensor.typeId() == F16 ? Short.BYTES : Float.BYTES);
  }

  private static void copy(GgufFile from, GgufTensor tensor, byte[] data, long offset) {
    MemorySegment.copy(
        from.data(),
        ValueLayout.JAVA_BYTE,
        tensor.offset(),
        data,
        (int) offset,
        (int) bytes(tensor));
  }

  private static void spoil(byte[] data, int embedding, int width) {
    for (int i = 0; i < width; i++) {
      int high = embedding + (TOKEN * width + i) * Short.BYTES + 1;
      data[high] = 0x7e; // whatever the low byte is, an exponent of ones and a fraction: NaN
    }
  }
}
