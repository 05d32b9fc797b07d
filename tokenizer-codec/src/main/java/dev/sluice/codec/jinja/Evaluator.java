package dev.sluice.codec.jinja;

import dev.sluice.codec.jinja.Expression.Arguments;
import dev.sluice.codec.jinja.Expression.Comparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The value of an expression. */
final class Evaluator {
  /** Filters whose result is {@link Markup}. */
  private static final Set<String> MARKING = Set.of("safe", "escape", "e");

  private final Budget budget;
  private final Operators operators;

  Evaluator(Budget budget) {
    this.budget = budget;
    this.operators = new Operators(budget);
  }

  Budget budget() {
    return budget;
  }

  Object evaluate(Expression expression, Scope scope) {
    return Markup.text(evaluateMarked(expression, scope));
  }

  private Object evaluateMarked(Expression expression, Scope scope) {
    budget.enter();
    try {
      return value(expression, scope);
    } finally {
      budget.leave();
    }
  }

  private Object value(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Name name -> scope.get(name.name());
      case Expression.ListOf list -> all(list.items(), scope);
      case Expression.TupleOf tuple -> new Tuple(all(tuple.items(), scope));
      case Expression.DictOf dict -> dict(dict, scope);
      case Expression.Attribute a ->
          Attributes.attribute(evaluate(a.target(), scope), a.name(), budget);
      case Expression.Item i ->
          Attributes.item(evaluate(i.target(), scope), evaluate(i.index(), scope), budget);
      case Expression.Slice s -> slice(s, scope);
      case Expression.Call c -> call(evaluate(c.callee(), scope), arguments(c.arguments(), scope));
      case Expression.Filter f when MARKING.contains(f.name()) ->
          Markup.of(evaluateMarked(f.target(), scope), !f.name().equals("safe"));
      case Expression.Filter f ->
          filter(f.name(), evaluate(f.target(), scope), arguments(f.arguments(), scope));
      case Expression.Test t ->
          test(t.name(), evaluate(t.target(), scope), arguments(t.arguments(), scope));
      case Expression.Negative n -> operators.negate(evaluate(n.operand(), scope));
      case Expression.Positive p -> operators.positive(evaluate(p.operand(), scope));
      case Expression.Not n -> !Values.isTrue(evaluate(n.operand(), scope));
      case Expression.And and -> {
        Object left = evaluate(and.left(), scope);
        yield Values.isTrue(left) ? evaluate(and.right(), scope) : left;
      }
      case Expression.Or or -> {
        Object left = evaluate(or.left(), scope);
        yield Values.isTrue(left) ? left : evaluate(or.right(), scope);
      }
      case Expression.Arithmetic a ->
          operators.apply(
              a.operator(), evaluateMarked(a.left(), scope), evaluateMarked(a.right(), scope));
      case Expression.Concat concat -> concat(concat, scope);
      case Expression.Compare compare -> compare(compare, scope);
      case Expression.Conditional c -> conditional(c, scope);
    };
  }

  private List<Object> all(List<Expression> expressions, Scope scope) {
    List<Object> values = new ArrayList<>(expressions.size());
    for (Expression each : expressions) {
      values.add(evaluate(each, scope));
    }
    budget.steps(values.size());
    return values;
  }

  private Object dict(Expression.DictOf dict, Scope scope) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (Expression.Entry entry : dict.entries()) {
      Object key = evaluate(entry.key(), scope);
      if (key instanceof Map || (key instanceof List && !(key instanceof Tuple))) {
        throw JinjaError.type("unhashable type: '" + PythonText.typeName(key) + "'");
      }
      map.put(key, evaluate(entry.value(), scope));
    }
    return map;
  }

  private Object slice(Expression.Slice slice, Scope scope) {
    Object value = evaluate(slice.target(), scope);
    budget.steps(value instanceof List<?> list ? list.size() : 1);
    return Slices.slice(
        value, part(slice.start(), scope), part(slice.stop(), scope), part(slice.step(), scope));
  }

  private Object part(Expression expression, Scope scope) {
    return expression == null ? null : evaluate(expression, scope);
  }

  private Object concat(Expression.Concat concat, Scope scope) {
    StringBuilder out = new StringBuilder();
    for (Expression part : concat.parts()) {
      String text = PythonText.str(evaluate(part, scope));
      budget.text((long) out.length() + text.length());
      out.append(text);
    }
    return out.toString();
  }

  private Object compare(Expression.Compare compare, Scope scope) {
    Object left = evaluate(compare.first(), scope);
    for (Comparison comparison : compare.rest()) {
      Object right = evaluate(comparison.right(), scope);
      if (!Operators.holds(comparison.operator(), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private Object conditional(Expression.Conditional choice, Scope scope) {
    if (Values.isTrue(evaluate(choice.test(), scope))) {
      return evaluate(choice.value(), scope);
    }
    return choice.otherwise() == null
        ? Undefined.of(
            "the inline if-expression evaluated to false and no else section was defined.")
        : evaluate(choice.otherwise(), scope);
  }

  CallArguments arguments(Arguments arguments, Scope scope) {
    if (arguments == Arguments.NONE) {
      return CallArguments.NONE;
    }
    List<Object> positional = all(arguments.positional(), scope);
    Map<String, Object> keywords = new LinkedHashMap<>();
    arguments.keywords().forEach(k -> keywords.put(k.name(), evaluate(k.value(), scope)));
    if (arguments.starred() != null) {
      positional.addAll(Values.elements(evaluate(arguments.starred(), scope)));
    }
    if (arguments.doubleStarred() != null) {
      if (!(evaluate(arguments.doubleStarred(), scope) instanceof Map<?, ?> map)) {
        throw JinjaError.type("argument after ** must be a mapping");
      }
      map.forEach((key, value) -> keywords.put(PythonText.str(key), value));
    }
    return new CallArguments(positional, keywords);
  }

  Object call(Object callee, CallArguments arguments) {
    budget.step();
    if (callee instanceof Callable callable) {
      return callable.call(arguments);
    }
    Values.throwIfUndefined(callee);
    throw JinjaError.type("'" + PythonText.typeName(callee) + "' object is not callable");
  }

  Object filter(String name, Object value, CallArguments arguments) {
    budget.step();
    Filters.Function filter = Filters.named(name);
    if (filter == null) {
      throw new JinjaError(JinjaError.Kind.SYNTAX, "No filter named '" + name + "'.");
    }
    return filter.apply(this, value, arguments);
  }

  boolean test(String name, Object value, CallArguments arguments) {
    budget.step();
    return Tests.holds(name, value, arguments);
  }
}
