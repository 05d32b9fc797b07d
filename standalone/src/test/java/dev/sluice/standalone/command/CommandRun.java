package dev.sluice.standalone.command;

import dev.sluice.standalone.terminal.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A command run in this process.
 *
 * @param code the exit code
 * @param out what came on stdout
 * @param err what came on stderr
 */
public record CommandRun(int code, String out, String err) {

  static CommandRun of(String... arguments) {
    return withInput("", arguments);
  }

  static CommandRun withInput(String stdin, String... arguments) {
    return run(Map.of(), stdin, arguments);
  }

  public static CommandRun withEnvironment(Map<String, String> environment, String... arguments) {
    return run(environment, "", arguments);
  }

  private static CommandRun run(
      Map<String, String> environment, String stdin, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
    PrintStream errStream = new PrintStream(err, false, StandardCharsets.UTF_8);
    Console console =
        new Console(
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            outStream,
            errStream,
            false);
    int code = SluiceCommand.commandLine(console, environment, arguments).execute(arguments);
    outStream.flush();
    errStream.flush();
    return new CommandRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
