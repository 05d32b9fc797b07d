package dev.sluice.codec.jinja;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the statements of one rendering. Used by one thread, once. */
final class Renderer {
  private enum Signal {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final Budget budget;
  private final Evaluator evaluator;

  /** Whether a loop's body asks where in the loop it is; found out once. */
  private final Map<Statement.For, Boolean> usesLoop = new IdentityHashMap<>();

  private StringBuilder out = new StringBuilder();
  private int line;

  Renderer(TemplateLimits limits) {
    this.budget = new Budget(limits);
    this.evaluator = new Evaluator(budget);
  }

  Budget budget() {
    return budget;
  }

  /** The line of the last tag that ran, for messages. */
  int line() {
    return line;
  }

  String render(List<Statement> template, Scope scope) {
    run(template, scope);
    return out.toString();
  }

  Object evaluate(Expression expression, Scope scope) {
    return evaluator.evaluate(expression, scope);
  }

  /** What a body prints, as a value. */
  String capture(List<Statement> body, Scope scope) {
    StringBuilder outer = out;
    out = new StringBuilder();
    try {
      run(body, scope);
      return out.toString();
    } finally {
      out = outer;
    }
  }

  private void write(String text) {
    budget.output(out.length(), text.length());
    out.append(text);
  }

  private Signal run(List<Statement> body, Scope scope) {
    budget.enter();
    try {
      for (Statement statement : body) {
        budget.step();
        Signal signal = run(statement, scope);
        if (signal != Signal.NEXT) {
          return signal;
        }
      }
      return Signal.NEXT;
    } finally {
      budget.leave();
    }
  }

  private Signal run(Statement statement, Scope scope) {
    switch (statement) {
      case Statement.Data data -> write(data.text());
      case Statement.Print print -> {
        line = print.line();
        write(PythonText.str(evaluate(print.value(), scope)));
      }
      case Statement.If choice -> {
        return runIf(choice, scope);
      }
      case Statement.For loop -> {
        line = loop.line();
        runLoop(loop, evaluate(loop.iterable(), scope), scope, 0);
      }
      case Statement.Assign assign -> {
        line = assign.line();
        assign(assign.target(), evaluate(assign.value(), scope), scope);
      }
      case Statement.AssignBlock block ->
          assign(block.target(), filtered(block.body(), block.filters(), scope), scope);
      case Statement.Macro macro -> scope.set(macro.name(), new Macro(macro, scope, this));
      case Statement.CallBlock block -> write(PythonText.str(call(block, scope)));
      case Statement.FilterBlock block ->
          write(PythonText.str(filtered(block.body(), block.filters(), scope)));
      case Statement.With with -> {
        return runWith(with, scope);
      }
      case Statement.Group group -> {
        return run(group.body(), scope);
      }
      case Statement.Break end -> {
        return Signal.BREAK;
      }
      case Statement.Continue next -> {
        return Signal.CONTINUE;
      }
    }
    return Signal.NEXT;
  }

  private Signal runIf(Statement.If choice, Scope scope) {
    line = choice.line();
    for (Statement.Branch branch : choice.branches()) {
      if (Values.isTrue(evaluate(branch.test(), scope))) {
        return run(branch.body(), scope);
      }
    }
    return run(choice.otherwise(), scope);
  }

  private void runLoop(Statement.For loop, Object iterable, Scope outer, int depth) {
    List<Object> items = Values.elements(iterable);
    boolean asItGoes = loop.filter() != null && filtersAsItGoes(loop);
    if (loop.filter() != null && !asItGoes) {
      items = filtered(loop, items, outer);
    }
    Callable recursion =
        loop.recursive() ? arguments -> recurse(loop, arguments, outer, depth) : null;
    LoopState state = new LoopState(items, depth, recursion);
    boolean empty = true;
    for (int i = 0; i < items.size(); i++) {
      budget.step();
      Scope scope = new Scope(outer);
      assign(loop.target(), state.advance(), scope);
      if (asItGoes && !Values.isTrue(evaluate(loop.filter(), scope))) {
        continue;
      }
      empty = false;
      scope.set("loop", state);
      if (run(loop.body(), scope) == Signal.BREAK) {
        break;
      }
    }
    if (empty) {
      run(loop.otherwise(), new Scope(outer));
    }
  }

  /** Python filters item by item, so the body can change what the filter says of the next one. */
  private boolean filtersAsItGoes(Statement.For loop) {
    return !loop.recursive()
        && !usesLoop.computeIfAbsent(loop, each -> NameUse.occurs("loop", each.body()));
  }

  private Object recurse(Statement.For loop, CallArguments arguments, Scope outer, int depth) {
    StringBuilder before = out;
    out = new StringBuilder();
    try {
      runLoop(loop, arguments.require(0, "iterable"), outer, depth + 1);
      return out.toString();
    } finally {
      out = before;
    }
  }

  private List<Object> filtered(Statement.For loop, List<Object> items, Scope outer) {
    List<Object> kept = new ArrayList<>();
    for (Object item : items) {
      budget.step();
      Scope scope = new Scope(outer);
      assign(loop.target(), item, scope);
      if (Values.isTrue(evaluate(loop.filter(), scope))) {
        kept.add(item);
      }
    }
    return kept;
  }

  private Signal runWith(Statement.With with, Scope outer) {
    Scope scope = new Scope(outer);
    for (Statement.Assign assignment : with.assignments()) {
      assign(assignment.target(), evaluate(assignment.value(), outer), scope);
    }
    return run(with.body(), scope);
  }

  private Object call(Statement.CallBlock block, Scope scope) {
    line = block.line();
    Macro caller = new Macro(block.caller(), scope, this);
    CallArguments arguments = evaluator.arguments(block.call().arguments(), scope);
    Map<String, Object> keywords = new LinkedHashMap<>(arguments.keywords());
    keywords.put("caller", caller);
    Object callee = evaluate(block.call().callee(), scope);
    return evaluator.call(callee, new CallArguments(arguments.positional(), keywords));
  }

  private Object filtered(List<Statement> body, List<Expression.Filter> filters, Scope scope) {
    Object value = capture(body, new Scope(scope));
    for (Expression.Filter filter : filters) {
      CallArguments arguments = evaluator.arguments(filter.arguments(), scope);
      value = evaluator.filter(filter.name(), value, arguments);
    }
    return value;
  }

  private void assign(Statement.Target target, Object value, Scope scope) {
    switch (target) {
      case Statement.ToName to -> scope.set(to.name(), value);
      case Statement.ToAttribute to -> {
        if (!(scope.get(to.namespace()) instanceof Namespace namespace)) {
          throw new JinjaError(
              JinjaError.Kind.TYPE, "cannot assign attribute on non-namespace object");
        }
        namespace.attributes.put(to.attribute(), value);
      }
      case Statement.ToTuple to -> unpack(to.targets(), Values.elements(value), scope);
    }
  }

  private void unpack(List<Statement.Target> targets, List<Object> values, Scope scope) {
    if (values.size() > targets.size()) {
      throw JinjaError.value("too many values to unpack (expected " + targets.size() + ")");
    }
    if (values.size() < targets.size()) {
      throw JinjaError.value(
          "not enough values to unpack (expected %d, got %d)"
              .formatted(targets.size(), values.size()));
    }
    for (int i = 0; i < targets.size(); i++) {
      assign(targets.get(i), values.get(i), scope);
    }
  }
}
