package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InspectCommandTest {
  private static final String MODEL = Stories.model().toString();

  @TempDir Path folder;

  @Test
  void inspect_table_saysWhatTheModelIs() {
    CommandRun run = CommandRun.of("inspect", MODEL);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("can be served   yes")
        .contains("260,032")
        .contains("8 heads of 8, 4 key/value heads")
        .contains("llama, pre-tokenizer default, 512 tokens")
        .contains("for 1 x 512 tokens");
  }

  @Test
  void inspect_json_hasItsDocumentedFields() {
    CommandRun run =
        CommandRun.of(
            "inspect", MODEL, "--json", "-c", "1024", "--batch", "3", "--rope-scaling", "linear:2");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = JsonMapper.shared().readTree(run.out());
    assertThat(json.path("can_be_served").booleanValue()).isTrue();
    assertThat(json.path("parameters").intValue()).isEqualTo(260_032);
    assertThat(json.path("digest").stringValue()).matches("[0-9a-f]{64}");
    assertThat(json.path("structure").path("context").intValue()).isEqualTo(1024);
    assertThat(json.path("structure").path("ropes").get(0).path("scaling").stringValue())
        .isEqualTo("linear");
    assertThat(json.path("tokenizer").path("bos").intValue()).isEqualTo(1);
    assertThat(json.path("tokenizer").path("has_chat_template").booleanValue()).isFalse();
    JsonNode memory = json.path("memory");
    assertThat(memory.path("kv_cache_bytes").longValue())
        .isEqualTo(3L * 1024 * 5 * 2 * 4 * 8 * Float.BYTES);
    assertThat(memory.path("total_bytes").longValue())
        .isEqualTo(
            memory.path("weights_bytes").longValue()
                + memory.path("kv_cache_bytes").longValue()
                + memory.path("activations_bytes").longValue());
  }

  @Test
  void inspect_unusableModel_printsWhatIsKnownWithCodeOne() throws Exception {
    byte[] whole = Files.readAllBytes(Stories.model());
    Path cut = folder.resolve("cut.gguf");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    CommandRun run = CommandRun.of("inspect", cut.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("can be served   no: ").contains("260,032").contains("cut.gguf");
    assertThat(run.err().lines()).hasSize(1).first().asString().contains("cut or damaged");
  }

  @Test
  void inspect_modelWithoutTokenizer_cannotBeServed() throws Exception {
    Path bare = folder.resolve("bare.gguf");
    byte[] bytes = Files.readAllBytes(Stories.model());
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("ggml.tokens");
    bytes[at] = 'x';
    Files.write(bare, bytes);
    CommandRun run = CommandRun.of("inspect", bare.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("layers          5").contains("can be served   no: ");
  }

  @Test
  void inspect_wrongUse_hasCodeTwo() {
    assertThat(CommandRun.of("inspect").code()).isEqualTo(2);
    assertThat(CommandRun.of("inspect", MODEL, "--batch", "0").code()).isEqualTo(2);
    assertThat(CommandRun.of("inspect", MODEL, "--rope-scaling", "x:2").code()).isEqualTo(2);
    assertThat(CommandRun.of("inspect", "no/such/model").code()).isEqualTo(1);
  }
}
