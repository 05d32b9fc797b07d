package dev.sluice.standalone.command;

import dev.sluice.standalone.stack.Bootstrap;
import dev.sluice.standalone.stack.DataDirectory;
import dev.sluice.standalone.stack.StackSettings;
import dev.sluice.standalone.stack.Urls;
import dev.sluice.standalone.terminal.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What {@code up} tells its user: where things are, how to log in, and a line to paste. */
final class Welcome {
  private final Console console;
  private final StackSettings settings;
  private final DataDirectory data;
  private final Bootstrap bootstrap;

  Welcome(Console console, StackSettings settings, DataDirectory data, Bootstrap bootstrap) {
    this.console = console;
    this.settings = settings;
    this.data = data;
    this.bootstrap = bootstrap;
  }

  void print(boolean hasChatTemplate, Duration startUp) {
    PrintStream out = console.out();
    String gateway = Urls.of(settings.host(), settings.ports().gateway());
    String admin = Urls.of(settings.host(), settings.ports().admin());
    out.printf(
        Locale.ROOT,
        "%nSluice serves %s, ready in %.1f s.%n%n",
        settings.servedName(),
        startUp.toMillis() / 1000.0);
    out.println("  API      " + gateway + "/v1");
    out.println("  Console  " + admin);
    out.println("  Data     " + data.root());
    out.println("  Log      " + data.resolve("logs/sluice.log"));
    credentials(out, admin);
    out.println();
    out.println(curl(gateway, hasChatTemplate));
    out.println();
    out.println("Ctrl-C stops it.");
    out.flush();
  }

  private void credentials(PrintStream out, String admin) {
    if (bootstrap.isFirstStart()) {
      out.println("  Login    " + Bootstrap.ADMIN_USER + " / " + bootstrap.adminPassword());
      out.println("  API key  " + bootstrap.apiKey());
      out.println("           Password and key are shown this once; keep them.");
    } else {
      out.println(
          "  Keys     were shown on the first start; make new ones in the console, " + admin);
    }
  }

  private String curl(String gateway, boolean hasChatTemplate) {
    String key = bootstrap.apiKey() == null ? "$SLUICE_API_KEY" : bootstrap.apiKey();
    String path = hasChatTemplate ? "/v1/chat/completions" : "/v1/completions";
    String input =
        hasChatTemplate
            ? "\"messages\":[{\"role\":\"user\",\"content\":\"What is the capital of France?\"}]"
            : "\"prompt\":\"Once upon a time\",\"max_tokens\":64";
    return "curl -N %s%s -H \"Authorization: Bearer %s\" -H \"Content-Type: application/json\" -d '{\"model\":\"%s\",\"stream\":true,%s}'"
        .formatted(gateway, path, key, settings.servedName(), input);
  }
}
