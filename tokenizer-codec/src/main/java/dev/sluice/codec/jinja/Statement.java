package dev.sluice.codec.jinja;

import java.util.List;

/** A statement's syntax tree. Immutable. */
sealed interface Statement {
  record Data(String text) implements Statement {}

  record Print(Expression value, int line) implements Statement {}

  record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {}

  record Branch(Expression test, List<Statement> body) {}

  /** A loop; {@code filter} is null where there is none. */
  record For(
      Target target,
      Expression iterable,
      Expression filter,
      List<Statement> body,
      List<Statement> otherwise,
      boolean recursive,
      int line)
      implements Statement {}

  record Assign(Target target, Expression value, int line) implements Statement {}

  record AssignBlock(Target target, List<Expression.Filter> filters, List<Statement> body, int line)
      implements Statement {}

  record Macro(String name, List<Parameter> parameters, List<Statement> body, int line)
      implements Statement {}

  /** A parameter; the default is null where there is none. */
  record Parameter(String name, Expression defaultValue) {}

  record CallBlock(Expression.Call call, Macro caller, int line) implements Statement {}

  record FilterBlock(List<Expression.Filter> filters, List<Statement> body, int line)
      implements Statement {}

  record With(List<Assign> assignments, List<Statement> body, int line) implements Statement {}

  /** A block that only groups, such as {@code generation}. */
  record Group(List<Statement> body) implements Statement {}

  record Break() implements Statement {}

  record Continue() implements Statement {}

  /** What an assignment writes to. */
  sealed interface Target {}

  record ToName(String name) implements Target {}

  record ToAttribute(String namespace, String attribute) implements Target {}

  record ToTuple(List<Target> targets) implements Target {}
}
