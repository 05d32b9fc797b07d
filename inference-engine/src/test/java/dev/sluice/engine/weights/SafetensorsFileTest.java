package dev.sluice.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A safetensors header is believed only as far as the file bears it out. */
class SafetensorsFileTest {
  @TempDir Path folder;

  @Test
  void open_ofWholeFile_findsTensorsWhereTheyLie() throws IOException {
    Path file =
        write(
            """
            {"__metadata__":{"format":"pt"},
             "b":{"dtype":"F16","shape":[2,2],"data_offsets":[4,12]},
             "a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""",
            12);
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.tensors()).containsOnlyKeys("b", "a");
      assertThat(opened.tensors().get("b").data().byteSize()).isEqualTo(8);
      assertThat(opened.tensors().get("b").shape()).containsExactly(2, 2);
      assertThat(opened.tensors().get("a").shape()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'[]'|is not a JSON object",
        "'{\"a\":'|is not JSON",
        "'{\"a\":1}'|has no dtype",
        "'{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,16]}}'|0 to 16 of 12",
        "'{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}'|8 to 0 of 12",
        "'{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}'|-8 to 0 of 12",
        "'{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}'|has 8 bytes",
        "'{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,9],\"data_offsets\":[0,8]}}'|has 8",
        "'{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8]}}'|has the shape [-1]",
        "'{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}'|unknown dtype 'F31'",
        "'{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}'|overlaps 'a'",
        "'{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}'|is not JSON",
        "'{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,1e99]}}'|has no dtype"
      })
  void open_ofHeaderThatDoesNotFit_saysWhy(String header, String reason) throws IOException {
    Path file = write(header, 12);
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(WeightException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(file.toString());
  }

  @Test
  void open_ofFileThatEndsInItsHeader_saysSo() throws IOException {
    byte[] whole = Files.readAllBytes(write("{}", 0));
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SafetensorsFile.open(cut)).hasMessageContaining("its header claims");
    }
    ByteBuffer absurd = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(-1);
    Path file = Files.write(folder.resolve("absurd"), absurd.array());
    assertThatThrownBy(() -> SafetensorsFile.open(file)).hasMessageContaining("its header claims");
  }

  private Path write(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(json.length).put(json);
    return Files.write(folder.resolve("model.safetensors"), all.array());
  }
}
