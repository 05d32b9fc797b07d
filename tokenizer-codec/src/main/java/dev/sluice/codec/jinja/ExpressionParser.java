package dev.sluice.codec.jinja;

import dev.sluice.codec.jinja.Expression.And;
import dev.sluice.codec.jinja.Expression.Arithmetic;
import dev.sluice.codec.jinja.Expression.Compare;
import dev.sluice.codec.jinja.Expression.Comparison;
import dev.sluice.codec.jinja.Expression.Concat;
import dev.sluice.codec.jinja.Expression.Conditional;
import dev.sluice.codec.jinja.Expression.Negative;
import dev.sluice.codec.jinja.Expression.Not;
import dev.sluice.codec.jinja.Expression.Or;
import dev.sluice.codec.jinja.Expression.Positive;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Operators, by precedence from the loosest to the tightest, as in Jinja's own grammar. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream tokens;
  private final PrimaryParser primary;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
    this.primary = new PrimaryParser(tokens, this);
  }

  PrimaryParser primary() {
    return primary;
  }

  Expression parse() {
    tokens.enter();
    Expression value = parseOr();
    while (tokens.skipName("if")) {
      Expression test = parseOr();
      Expression otherwise = tokens.skipName("else") ? parse() : null;
      value = new Conditional(test, value, otherwise);
    }
    tokens.leave();
    return value;
  }

  Expression parseOr() {
    Expression left = parseAnd();
    while (tokens.skipName("or")) {
      left = new Or(left, parseAnd());
    }
    return left;
  }

  private Expression parseAnd() {
    Expression left = parseNot();
    while (tokens.skipName("and")) {
      left = new And(left, parseNot());
    }
    return left;
  }

  private Expression parseNot() {
    if (!tokens.peek().isName("not")) {
      return parseCompare();
    }
    tokens.enter();
    tokens.next();
    Expression negated = new Not(parseNot());
    tokens.leave();
    return negated;
  }

  private Expression parseCompare() {
    Expression first = parseSum();
    List<Comparison> rest = new ArrayList<>();
    for (String operator = comparison(); operator != null; operator = comparison()) {
      rest.add(new Comparison(operator, parseSum()));
    }
    return rest.isEmpty() ? first : new Compare(first, rest);
  }

  private String comparison() {
    Token token = tokens.peek();
    if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
      return tokens.next().text();
    }
    if (tokens.skipName("in")) {
      return "in";
    }
    if (token.isName("not") && tokens.peekSecond().isName("in")) {
      tokens.next();
      tokens.next();
      return "not in";
    }
    return null;
  }

  private Expression parseSum() {
    Expression left = parseConcat();
    while (tokens.peek().isOperator("+") || tokens.peek().isOperator("-")) {
      left = new Arithmetic(tokens.next().text(), left, parseConcat());
    }
    return left;
  }

  private Expression parseConcat() {
    Expression first = parseProduct();
    if (!tokens.peek().isOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(parseProduct());
    }
    return new Concat(parts);
  }

  private Expression parseProduct() {
    Expression left = parsePower();
    while (tokens.peek().kind() == Token.Kind.OPERATOR
        && Set.of("*", "/", "//", "%").contains(tokens.peek().text())) {
      left = new Arithmetic(tokens.next().text(), left, parsePower());
    }
    return left;
  }

  private Expression parsePower() {
    Expression left = parseUnary(true);
    while (tokens.skipOperator("**")) {
      left = new Arithmetic("**", left, parseUnary(true));
    }
    return left;
  }

  Expression parseUnary(boolean withFilters) {
    tokens.enter();
    Expression value;
    if (tokens.skipOperator("-")) {
      value = new Negative(parseUnary(false));
    } else if (tokens.skipOperator("+")) {
      value = new Positive(parseUnary(false));
    } else {
      value = primary.parse();
    }
    value = primary.parsePostfix(value);
    tokens.leave();
    return withFilters ? primary.parseFilters(value) : value;
  }
}
