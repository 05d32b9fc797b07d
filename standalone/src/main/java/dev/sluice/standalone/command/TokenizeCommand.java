package dev.sluice.standalone.command;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.TokenizerException;
import dev.sluice.codec.Tokenizers;
import dev.sluice.standalone.terminal.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code sluice tokenize}: a filter over JSON lines. */
@Command(
    name = "tokenize",
    description = {
      "Reads JSON lines from stdin and writes one JSON line for each.",
      "  {\"text\":\"...\",\"add_special\":true}  gives  {\"ids\":[...],\"text\":\"decoded ids\"}",
      "  with --decode: {\"ids\":[...],\"skip_special\":false}  gives  {\"text\":\"...\"}"
    })
final class TokenizeCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;

  @Mixin private ModelOption model;

  @Option(names = "--decode", description = "From ids to text.")
  private boolean isDecode;

  TokenizeCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    try (Tokenizer tokenizer = Tokenizers.open(model.resolve(console, environment));
        BufferedReader lines = utf8Lines()) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          answer(tokenizer, line, number);
        }
        if (!lines.ready()) {
          console.out().flush();
        }
      }
    } finally {
      console.out().flush();
    }
    return 0;
  }

  private BufferedReader utf8Lines() {
    return new BufferedReader(
        new InputStreamReader(
            console.in(),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)));
  }

  private void answer(Tokenizer tokenizer, String line, int number) throws IOException {
    Map<String, Object> answer;
    try {
      JsonNode request = JsonMapper.shared().readTree(line);
      answer = isDecode ? decode(tokenizer, request) : encode(tokenizer, request);
    } catch (JacksonException e) {
      throw new CommandFailure("Line " + number + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (CommandFailure | TokenizerException e) {
      throw new CommandFailure("Line " + number + ": " + e.getMessage(), e);
    }
    console.out().print(JsonMapper.shared().writeValueAsString(answer));
    console.out().print('\n');
  }

  private static Map<String, Object> encode(Tokenizer tokenizer, JsonNode request) {
    JsonNode text = request.path("text");
    if (!text.isString()) {
      throw new CommandFailure("'text' is missing or not a string");
    }
    int[] ids = tokenizer.encode(text.stringValue(), flag(request, "add_special"));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("ids", ids);
    answer.put("text", tokenizer.decode(ids, false));
    return answer;
  }

  private static Map<String, Object> decode(Tokenizer tokenizer, JsonNode request) {
    int[] ids = IdsFile.of(request.path("ids"), "the line");
    return Map.of("text", tokenizer.decode(ids, flag(request, "skip_special")));
  }

  private static boolean flag(JsonNode request, String name) {
    JsonNode flag = request.path(name);
    if (!flag.isMissingNode() && !flag.isNull() && !flag.isBoolean()) {
      throw new CommandFailure("'" + name + "' is " + flag + " and must be true or false");
    }
    return flag.isBoolean() && flag.booleanValue();
  }
}
