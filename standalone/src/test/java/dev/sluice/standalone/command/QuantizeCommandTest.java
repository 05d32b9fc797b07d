package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class QuantizeCommandTest {
  @TempDir Path folder;

  @Test
  void quantize_storiesToQ8_generatesTheSameTokens() {
    Path out = folder.resolve("stories-Q8_0.gguf");
    CommandRun run = quantize(Stories.model(), out, "q8_0");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("bits per weight", "Q8_0");
    assertThat(run.err()).contains("100 %");
    JsonNode prompt = Stories.prompts().get(1);
    CommandRun generated =
        CommandRun.of(
            "generate",
            "--model",
            out.toString(),
            "--prompt",
            prompt.path("prompt").asString(),
            "--max-tokens",
            "12");
    assertThat(generated.code()).as(generated.err()).isZero();
    assertThat(prompt.path("text").asString()).contains(generated.out().strip());
  }

  @Test
  void quantize_existingOut_isRefusedUnlessForced() throws IOException {
    Path out = Files.writeString(folder.resolve("kept.gguf"), "mine");
    CommandRun refused = quantize(Stories.model(), out, "Q4_0");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err().lines()).hasSize(1).first().asString().contains("--force");
    assertThat(out).hasContent("mine");
    CommandRun forced = quantize(Stories.model(), out, "Q4_0", "--force");
    assertThat(forced.code()).as(forced.err()).isZero();
    assertThat(out).binaryContent().startsWith('G', 'G', 'U', 'F');
    assertThat(files()).containsExactly("kept.gguf");
  }

  @Test
  void quantize_cutInput_isOneSentenceAndLeavesNothing() throws IOException {
    byte[] whole = Files.readAllBytes(Stories.model());
    Path cut = folder.resolve("cut.gguf");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    CommandRun run = quantize(cut, folder.resolve("out.gguf"), "Q4_0");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1).first().asString().contains("cut or damaged");
    assertThat(files()).containsExactly("cut.gguf");
  }

  @Test
  void quantize_noFolderToWriteInto_namesIt() {
    CommandRun run = quantize(Stories.model(), folder.resolve("no/out.gguf"), "Q4_0");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1).first().asString().contains(folder + "/no");
  }

  private static CommandRun quantize(Path in, Path out, String... more) {
    return CommandRun.of(
        Stream.concat(Stream.of("quantize", in.toString(), out.toString()), Arrays.stream(more))
            .toArray(String[]::new));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
