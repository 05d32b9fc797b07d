package dev.sluice.codec.jinja;

import dev.sluice.codec.ChatTemplate;
import dev.sluice.codec.TemplateException;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A compiled chat template. Immutable and thread-safe: every rendering has its own state. */
public final class JinjaTemplate implements ChatTemplate {
  private static final String MESSAGES = "messages";

  private final String source;
  private final List<Statement> statements;
  private final Clock clock;
  private final TemplateLimits limits;

  private JinjaTemplate(
      String source, List<Statement> statements, Clock clock, TemplateLimits limits) {
    this.source = source;
    this.statements = statements;
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * @param clock what {@code strftime_now} reads
   * @throws TemplateException when the source is not a template
   */
  public static JinjaTemplate compile(String source, Clock clock, TemplateLimits limits) {
    try {
      return new JinjaTemplate(source, TemplateParser.parse(source), clock, limits);
    } catch (JinjaError e) {
      throw new TemplateException("The chat template is not valid: " + e.getMessage(), false);
    } catch (StackOverflowError e) {
      throw new TemplateException("The chat template is nested too deeply.", false);
    }
  }

  @Override
  public String render(Map<String, Object> variables) {
    Renderer renderer = new Renderer(limits);
    Scope globals = new Scope(null);
    Globals.addTo(globals, clock);
    Scope scope = new Scope(globals);
    try {
      variables.forEach((name, value) -> scope.set(name, Values.of(value)));
      if (variables.containsKey(MESSAGES)) {
        scope.set(MESSAGES, ReasoningNames.complete(scope.get(MESSAGES)));
      }
      return renderer.render(statements, scope);
    } catch (JinjaError e) {
      throw failure(e, renderer.line());
    } catch (StackOverflowError e) {
      throw new TemplateException("The chat template recurses too deeply.", false);
    }
  }

  private static TemplateException failure(JinjaError error, int line) {
    if (error.kind() == JinjaError.Kind.REFUSED) {
      return new TemplateException(error.getMessage(), true);
    }
    return new TemplateException(
        "The chat template failed at line " + line + ": " + error.getMessage(), false);
  }

  @Override
  public String source() {
    return source;
  }
}
