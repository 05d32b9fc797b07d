package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PerplexityCommandTest {
  private static final JsonNode PASSAGE = Stories.golden("stories260K-F16.json").path("passage");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void perplexity_idsOfTheReference_haveItsMeanLoss(String backend) throws Exception {
    JsonNode json = json("--ids", ids(PASSAGE.path("ids").toString()), "--backend", backend);
    assertThat(json.path("mean_nll").doubleValue())
        .isCloseTo(PASSAGE.path("mean_nll").doubleValue(), within(1e-5));
    assertThat(json.path("tokens").intValue()).isEqualTo(PASSAGE.path("ids").size() - 1);
  }

  @Test
  void perplexity_textOfTheReference_hasItsMeanLossWithTheModelsBos() throws Exception {
    JsonNode json = json("--file", text(PASSAGE.path("text").stringValue()));
    assertThat(json.path("mean_nll").doubleValue())
        .isCloseTo(PASSAGE.path("mean_nll").doubleValue(), within(1e-5));
  }

  @Test
  void perplexity_json_hasItsDocumentedFields() throws Exception {
    JsonNode json =
        json("--ids", ids(PASSAGE.path("ids").toString()), "--context", "64", "--stride", "16");
    assertThat(json.propertyNames())
        .contains("mean_nll", "perplexity", "standard_error", "tokens", "context", "stride")
        .contains("buckets", "tokens_per_second");
    assertThat(json.path("perplexity").doubleValue())
        .isCloseTo(Math.exp(json.path("mean_nll").doubleValue()), within(1e-12));
    long tokens = 0;
    for (JsonNode bucket : json.path("buckets")) {
      assertThat(bucket.propertyNames())
          .containsExactly("from", "to", "tokens", "mean_nll", "perplexity");
      tokens += bucket.path("tokens").longValue();
    }
    assertThat(tokens).isEqualTo(json.path("tokens").longValue()).isEqualTo(236);
  }

  @Test
  void perplexity_table_endsWithTheResultAndDrawsIt() throws Exception {
    Path plot = folder.resolve("p.svg");
    CommandRun run =
        run("--ids", ids(PASSAGE.path("ids").toString()), "-c", "64", "--plot", plot.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("context 64 (made for 512), stride 32")
        .contains("perplexity 2.9");
    assertThat(plot).content().contains("<svg", "context 64");
  }

  @Test
  void perplexity_unusableText_isOneSentenceWithCodeOne() throws Exception {
    Path binary = folder.resolve("binary");
    Files.write(binary, new byte[] {'a', 'b', (byte) 0xff, 'c'});
    Path zeros = folder.resolve("zeros");
    Files.write(zeros, new byte[] {'a', 0, 'c'});
    assertFailure("is empty", "--file", text(""));
    assertFailure("not UTF-8 text: it has other bytes at offset 2", "--file", binary.toString());
    assertFailure("zero bytes", "--file", zeros.toString());
    assertFailure("folder", "--file", folder.toString());
    assertFailure("no/such.txt", "--file", "no/such.txt");
    assertFailure("1 token,", "--ids", ids("[1]"));
    assertFailure("Id 512 at index 1", "--ids", ids("[1, 512]"));
  }

  @Test
  void perplexity_contextBeyondTheModels_isRefusedUnlessAskedFor() throws Exception {
    String ids = ids(PASSAGE.path("ids").toString());
    assertFailure("1024 tokens is beyond the 512", "--ids", ids, "--context", "1024");
    assertThat(run("--ids", ids, "--context", "1024", "--extrapolate").code()).isZero();
  }

  @Test
  void perplexity_wrongUse_saysWhatIsWrongWithCodeTwo() throws Exception {
    String file = text("Once upon a time");
    assertUsage("--context is 1 ", "--file", file, "--context", "1");
    assertUsage("--stride is 65", "--file", file, "--context", "64", "--stride", "65");
    assertUsage("--stride is 0", "--file", file, "--context", "64", "--stride", "0");
    assertUsage(".svg or .png", "--file", file, "--plot", folder.resolve("p.pdf").toString());
  }

  @Test
  void perplexity_noContext_saysWhatItIs() throws Exception {
    CommandRun run =
        CommandRun.of("perplexity", "-m", Stories.model().toString(), "--file", text("a b"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--context is missing");
  }

  private void assertFailure(String expected, String... arguments) {
    CommandRun run = run(arguments);
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().toList()).hasSize(1).first().asString().contains(expected);
  }

  private void assertUsage(String expected, String... arguments) {
    CommandRun run = run(arguments);
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(expected);
  }

  private JsonNode json(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--json");
    CommandRun run = run(all.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return JsonMapper.shared().readTree(run.out());
  }

  /** With a context of 512 unless the arguments name one. */
  private CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("perplexity", "-m", Stories.model().toString()));
    List<String> own = Arrays.asList(arguments);
    if (!own.contains("--context") && !own.contains("-c")) {
      all.addAll(List.of("--context", "512"));
    }
    all.addAll(own);
    return CommandRun.of(all.toArray(String[]::new));
  }

  private String ids(String json) throws Exception {
    return Files.writeString(folder.resolve("ids.json"), json).toString();
  }

  private String text(String text) throws Exception {
    return Files.writeString(folder.resolve("text.txt"), text).toString();
  }
}
