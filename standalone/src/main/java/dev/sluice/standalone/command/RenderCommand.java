package dev.sluice.standalone.command;

import dev.sluice.codec.ChatTemplate;
import dev.sluice.standalone.terminal.Console;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice render}: what the model is really shown. */
@Command(
    name = "render",
    description = "Renders a conversation with a chat template, exactly, nothing added.")
final class RenderCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;

  @Mixin private DataOption data;

  @ArgGroup(multiplicity = "1")
  private TemplateOption template;

  @Option(
      names = "--in",
      paramLabel = "CONVERSATION.json",
      required = true,
      description = {
        "Object with 'messages' and, optionally, 'tools', 'documents', 'add_generation_prompt',",
        "'bos_token', 'eos_token', 'now' (what strftime_now tells) and template arguments."
      })
  private Path conversation;

  RenderCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    Map<String, Object> variables = Conversation.read(conversation);
    ChatTemplate chosen =
        template.open(
            variables,
            Conversation.takeClock(variables),
            console,
            environment,
            data.resolve(environment));
    console.out().print(chosen.render(variables));
    console.out().flush();
    return 0;
  }
}
