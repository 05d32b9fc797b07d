package dev.sluice.standalone.command.admin;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice admin key rotate}. */
@Command(
    name = "rotate",
    description = "Makes a new key with the same limits and prints it; the old one ends later.")
final class KeyRotateCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "KEY", description = "Name or id.")
  private String key;

  @Option(
      names = "--overlap",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "How long the old key goes on (default: ${DEFAULT-VALUE}).")
  private long overlapSeconds;

  @Option(names = "--json", description = "Print {\"id\":...,\"key\":...}.")
  private boolean isJson;

  KeyRotateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String path = "/api/v1/keys/" + session.key(key).get("id").asString() + "/rotate";
    Map<String, Object> body = Map.of("overlapSeconds", overlapSeconds);
    KeyCreateCommand.show(session, session.api().post(path, body), isJson);
    return 0;
  }
}
