package dev.sluice.codec.jinja;

import java.util.List;

/** An expression's syntax tree. Immutable. */
sealed interface Expression {
  record Literal(Object value) implements Expression {}

  record Name(String name) implements Expression {}

  record ListOf(List<Expression> items) implements Expression {}

  record TupleOf(List<Expression> items) implements Expression {}

  record DictOf(List<Entry> entries) implements Expression {}

  record Entry(Expression key, Expression value) {}

  record Attribute(Expression target, String name) implements Expression {}

  record Item(Expression target, Expression index) implements Expression {}

  /** {@code a[start:stop:step]}; absent parts are null. */
  record Slice(Expression target, Expression start, Expression stop, Expression step)
      implements Expression {}

  record Call(Expression callee, Arguments arguments) implements Expression {}

  /** A filter; the target is null in a filter block, where the block's text is filtered. */
  record Filter(Expression target, String name, Arguments arguments) implements Expression {}

  record Test(Expression target, String name, Arguments arguments) implements Expression {}

  record Negative(Expression operand) implements Expression {}

  record Positive(Expression operand) implements Expression {}

  record Not(Expression operand) implements Expression {}

  record And(Expression left, Expression right) implements Expression {}

  record Or(Expression left, Expression right) implements Expression {}

  record Arithmetic(String operator, Expression left, Expression right) implements Expression {}

  record Concat(List<Expression> parts) implements Expression {}

  record Compare(Expression first, List<Comparison> rest) implements Expression {}

  record Comparison(String operator, Expression right) {}

  /** {@code a if test else b}; the alternative is null where there is none. */
  record Conditional(Expression test, Expression value, Expression otherwise)
      implements Expression {}

  /** What stands between the parentheses of a call; the starred ones are null when absent. */
  record Arguments(
      List<Expression> positional,
      List<Keyword> keywords,
      Expression starred,
      Expression doubleStarred) {
    static final Arguments NONE = new Arguments(List.of(), List.of(), null, null);
  }

  record Keyword(String name, Expression value) {}
}
