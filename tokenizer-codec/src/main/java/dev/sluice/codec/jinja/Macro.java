package dev.sluice.codec.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A macro with the scope it was defined in. */
record Macro(Statement.Macro definition, Scope defined, Renderer renderer) implements Callable {

  String name() {
    return definition.name();
  }

  @Override
  public Object call(CallArguments arguments) {
    Scope scope = new Scope(defined);
    List<Object> extra = new ArrayList<>(arguments.positional());
    Map<String, Object> named = new LinkedHashMap<>(arguments.keywords());
    for (Statement.Parameter parameter : definition.parameters()) {
      if (!extra.isEmpty()) {
        scope.set(parameter.name(), extra.removeFirst());
        if (named.containsKey(parameter.name())) {
          throw JinjaError.type(
              "macro '" + name() + "' got multiple values for argument '" + parameter.name() + "'");
        }
      } else if (named.containsKey(parameter.name())) {
        scope.set(parameter.name(), named.remove(parameter.name()));
      } else if (parameter.defaultValue() != null) {
        scope.set(parameter.name(), renderer.evaluate(parameter.defaultValue(), scope));
      } else {
        scope.set(
            parameter.name(),
            Undefined.of("parameter '" + parameter.name() + "' was not provided"));
      }
    }
    Object caller =
        named.containsKey("caller") ? named.remove("caller") : Undefined.of("No caller defined");
    scope.set("caller", caller);
    bindRest(scope, extra, named);
    return renderer.capture(definition.body(), scope);
  }

  private void bindRest(Scope scope, List<Object> extra, Map<String, Object> named) {
    scope.set("varargs", new Tuple(extra));
    Map<Object, Object> keywords = new LinkedHashMap<>(named);
    scope.set("kwargs", keywords);
    if (!extra.isEmpty() && !NameUse.occurs("varargs", definition.body())) {
      throw JinjaError.type(
          "macro '%s' takes not more than %d argument(s)"
              .formatted(name(), definition.parameters().size()));
    }
    if (!named.isEmpty() && !NameUse.occurs("kwargs", definition.body())) {
      throw JinjaError.type(
          "macro '%s' takes no keyword argument '%s'"
              .formatted(name(), named.keySet().iterator().next()));
    }
  }
}
