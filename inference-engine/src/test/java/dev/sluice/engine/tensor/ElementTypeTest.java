package dev.sluice.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.codec.gguf.GgufWriter;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementTypeTest {
  @TempDir Path folder;

  @Test
  void describe_readableType_isItsNameAndNumber() {
    for (ElementType type : ElementType.values()) {
      assertThat(ElementType.describe(type.id())).isEqualTo(type + " (number " + type.id() + ")");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4, Q4_2, gave up",
    "9, Q8_1, intermediate",
    "15, Q8_K, intermediate",
    "26, I32, no weights",
    "31, Q4_0_4_4, plain Q4_0",
    "38, IQ4_NL_8_8, plain IQ4_NL",
    "42, Q2_0, number",
    "99, unknown, number"
  })
  void open_tensorOfOtherType_namesItByNumberAndReason(int id, String name, String reason)
      throws IOException {
    GgufWriter writer = new GgufWriter();
    writer.put("general.architecture", "llama");
    writer.add("token_embd.weight", new long[] {32, 1}, id, 64);
    byte[] header = writer.header();
    Path file = folder.resolve("old.gguf");
    Files.write(file, Arrays.copyOf(header, header.length + 64));
    assertThatThrownBy(() -> Models.openWeights(file))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContainingAll("token_embd.weight", name, "number " + id, reason);
  }
}
