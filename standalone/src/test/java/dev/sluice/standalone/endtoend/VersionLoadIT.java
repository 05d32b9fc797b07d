package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.command.CommandRun;
import dev.sluice.standalone.stack.SharedStack;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A second version of the bundled model, with stretched positions, brought to a running platform by
 * the control plane. What it must answer is what the engine says on the command line.
 */
class VersionLoadIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String LONG = SharedStack.MODEL + ":long";
  private static final int TOKENS = 64;

  private final SharedStack stack = Door.stack();

  @Test
  void version_promoted_answersAsTheEngineDoes_alsoAfterItWasLost() throws Exception {
    register("long", "mistyped.gguf", "--rope-scaling", "linear:4");
    assertThat(run("admin", "model", "plan", LONG)).contains("path mistyped.gguf  linear:4");
    String[] better = {"--path", "stories260k.gguf", "--rope-scaling", "linear:2"};
    assertThat(run(withMore(new String[] {"admin", "model", "plan", LONG}, better)))
        .contains("path stories260k.gguf  linear:2");
    assertThat(complete(LONG).statusCode()).as("registered only").isEqualTo(404);
    run("admin", "model", "promote", LONG, "--to", "validating", "--wait");
    assertThat(planChanged(LONG).err()).contains("is validating", "only while it is registered");
    run("admin", "model", "promote", LONG, "--to", "staged", "--evidence", "text=same");

    JsonNode scaled = generated("--rope-scaling", "linear:2");
    JsonNode plain = generated();
    assertThat(scaled.get("ids")).isNotEqualTo(plain.get("ids"));
    assertThat(text(complete(LONG))).isEqualTo(scaled.get("text").stringValue());
    assertThat(text(complete(SharedStack.MODEL))).isEqualTo(plain.get("text").stringValue());
    assertThat(contextOf(LONG)).isEqualTo(2 * contextOf(SharedStack.MODEL));

    run("admin", "model", "promote", LONG, "--to", "canary");
    run("admin", "model", "promote", LONG);
    String sunset = "2030-01-31T00:00:00Z";
    run("admin", "model", "promote", LONG, "--to", "deprecated", "--sunset", sunset);
    assertThat(version(LONG).get("sunsetAt").asString()).isEqualTo(sunset);

    // Pod and tokenizer have it no longer, as if they had been started anew, and are told again.
    new LoadedVersion(stack, LONG).unload();
    awaitAnswer(scaled.get("text").stringValue());

    run("admin", "model", "promote", LONG, "--to", "archived");
    await().atMost(SOON).until(() -> complete(LONG).statusCode() == 404);
    await().atMost(SOON).until(() -> load(LONG).get("places").isEmpty());
    assertThat(text(complete(SharedStack.MODEL))).isEqualTo(plain.get("text").stringValue());
  }

  @Test
  void version_ofTheHub_isFetchedAndAnswers() throws Exception {
    String name = SharedStack.MODEL + ":hub";
    run(
        withMore(
            new String[] {"admin", "model", "register", "--model", SharedStack.MODEL},
            "--version",
            "hub",
            "--hub",
            "tiny/stories",
            "--file",
            stack.model().getFileName().toString()));
    run("admin", "model", "promote", name, "--to", "validating", "--wait");
    assertThat(text(complete(name))).isEqualTo(text(complete(SharedStack.MODEL)));
    run("admin", "model", "promote", name, "--to", "registered");
    await().atMost(SOON).until(() -> complete(name).statusCode() == 404);
  }

  @Test
  void version_withAWrongPath_failsInOneSentence_andNothingElseDoes() throws Exception {
    String name = SharedStack.MODEL + ":lost";
    register("lost", "nowhere.gguf");
    try (SteadyStreams _ = SteadyStreams.start()) {
      CommandRun failed =
          CommandRun.withEnvironment(
              environment(), "admin", "model", "promote", name, "--to", "validating", "--wait");
      assertThat(failed.code()).isEqualTo(1);
      assertThat(failed.err().lines()).hasSize(1);
      assertThat(failed.err()).contains("'nowhere.gguf'");
      CommandRun refused =
          CommandRun.withEnvironment(
              environment(),
              "admin",
              "model",
              "promote",
              name,
              "--to",
              "staged",
              "--evidence",
              "x=1");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("no ready pod", "'nowhere.gguf'");
      run("admin", "model", "retry", name);
      run("admin", "model", "promote", name, "--to", "registered");
    }
    assertThat(load(name).get("places")).isEmpty();
  }

  @Test
  void register_malformed_isRefusedWithTheValue() {
    CommandRun refused =
        CommandRun.withEnvironment(
            environment(),
            "admin",
            "model",
            "register",
            "--model",
            "m",
            "--version",
            "1",
            "--path",
            "stories260k.gguf",
            "--rope-scaling",
            "linear:-2");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("'linear:-2'");
  }

  private void register(String version, String path, String... more) {
    String[] fixed = {
      "admin",
      "model",
      "register",
      "--model",
      SharedStack.MODEL,
      "--version",
      version,
      "--path",
      path
    };
    run(withMore(fixed, more));
  }

  private static CommandRun planChanged(String version) {
    return CommandRun.withEnvironment(
        environment(), "admin", "model", "plan", version, "--path", "other.gguf");
  }

  private static String[] withMore(String[] first, String... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  /** What the command line generates from the file itself. */
  private JsonNode generated(String... more) {
    String[] fixed = {
      "generate",
      "--model",
      stack.model().toString(),
      "--prompt",
      Golden.PROMPT,
      "--max-tokens",
      String.valueOf(TOKENS),
      "--ignore-eos",
      "--json"
    };
    return Door.json(run(withMore(fixed, more)));
  }

  private void awaitAnswer(String text) {
    await()
        .pollInSameThread()
        .ignoreExceptions()
        .atMost(SOON)
        .until(() -> text.equals(text(complete(LONG))));
  }

  private static HttpResponse<String> complete(String model) throws Exception {
    return Door.post(
        "/v1/completions",
        "{\"model\":\"%s\",\"temperature\":0,\"ignore_eos\":true,\"max_tokens\":%d,\"prompt\":\"%s\"}"
            .formatted(model, TOKENS, Golden.PROMPT));
  }

  private static String text(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Door.json(answer.body()).at("/choices/0/text").stringValue();
  }

  private static int contextOf(String model) throws Exception {
    for (JsonNode served : Administrator.logIn().get("/api/v1/served-models")) {
      if (served.get("name").stringValue().equals(model)) {
        return served.get("contextLength").intValue();
      }
    }
    throw new AssertionError("no pod serves " + model);
  }

  private static JsonNode load(String model) {
    return version(model).get("load");
  }

  private static JsonNode version(String model) {
    for (JsonNode version : Door.json(run("admin", "model", "versions", "--json"))) {
      if (version.get("servedModel").stringValue().equals(model)) {
        return version;
      }
    }
    throw new AssertionError("there is no version " + model);
  }

  private static Map<String, String> environment() {
    SharedStack stack = Door.stack();
    return Map.of(
        "SLUICE_ADMIN_URL", stack.admin(), "SLUICE_ADMIN_PASSWORD", stack.adminPassword());
  }

  private static String run(String... arguments) {
    CommandRun result = CommandRun.withEnvironment(environment(), arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }
}
