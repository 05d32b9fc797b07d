package dev.sluice.codec.jinja;

import dev.sluice.codec.jinja.Expression.Arguments;
import dev.sluice.codec.jinja.Expression.Attribute;
import dev.sluice.codec.jinja.Expression.Call;
import dev.sluice.codec.jinja.Expression.DictOf;
import dev.sluice.codec.jinja.Expression.Entry;
import dev.sluice.codec.jinja.Expression.Filter;
import dev.sluice.codec.jinja.Expression.Item;
import dev.sluice.codec.jinja.Expression.Keyword;
import dev.sluice.codec.jinja.Expression.ListOf;
import dev.sluice.codec.jinja.Expression.Literal;
import dev.sluice.codec.jinja.Expression.Name;
import dev.sluice.codec.jinja.Expression.Not;
import dev.sluice.codec.jinja.Expression.Slice;
import dev.sluice.codec.jinja.Expression.Test;
import dev.sluice.codec.jinja.Expression.TupleOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Literals, names, and what can follow a value: attributes, items, calls, filters, tests. */
final class PrimaryParser {
  private static final Set<String> NEVER_A_TEST_ARGUMENT = Set.of("else", "or", "and", "is");

  private final TokenStream tokens;
  private final ExpressionParser expressions;

  PrimaryParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  Expression parse() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME -> name(token.text());
      case STRING -> string(token);
      case INTEGER -> new Literal(integer(token));
      case FLOAT -> new Literal(Double.parseDouble(token.text().replace("_", "")));
      case OPERATOR -> bracketed(token);
      default -> throw JinjaError.syntax("unexpected end of an expression", token.line());
    };
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Literal(true);
      case "false", "False" -> new Literal(false);
      case "none", "None" -> new Literal(null);
      default -> new Name(name);
    };
  }

  /** Neighbouring string literals are one. */
  private Expression string(Token first) {
    StringBuilder text = new StringBuilder(first.text());
    while (tokens.peek().kind() == Token.Kind.STRING) {
      text.append(tokens.next().text());
    }
    return new Literal(text.toString());
  }

  private static Object integer(Token token) {
    String text = token.text().replace("_", "").toLowerCase();
    try {
      return switch (text.length() > 1 ? text.charAt(1) : 0) {
        case 'x' -> Long.parseLong(text.substring(2), 16);
        case 'o' -> Long.parseLong(text.substring(2), 8);
        case 'b' -> Long.parseLong(text.substring(2), 2);
        default -> Long.parseLong(text);
      };
    } catch (NumberFormatException e) {
      throw JinjaError.syntax("the integer " + token.text() + " is not supported", token.line());
    }
  }

  private Expression bracketed(Token open) {
    return switch (open.text()) {
      case "(" -> parenthesised();
      case "[" -> {
        List<Expression> items = items("]");
        yield new ListOf(items);
      }
      case "{" -> dict();
      default -> throw JinjaError.syntax("unexpected '" + open.text() + "'", open.line());
    };
  }

  private Expression parenthesised() {
    if (tokens.skipOperator(")")) {
      return new TupleOf(List.of());
    }
    Expression first = expressions.parse();
    if (tokens.skipOperator(")")) {
      return first;
    }
    tokens.expectOperator(",");
    List<Expression> items = new ArrayList<>(List.of(first));
    items.addAll(items(")"));
    return new TupleOf(items);
  }

  private List<Expression> items(String close) {
    List<Expression> items = new ArrayList<>();
    while (!tokens.skipOperator(close)) {
      items.add(expressions.parse());
      if (!tokens.peek().isOperator(close)) {
        tokens.expectOperator(",");
      }
    }
    return items;
  }

  private Expression dict() {
    List<Entry> entries = new ArrayList<>();
    while (!tokens.skipOperator("}")) {
      Expression key = expressions.parse();
      tokens.expectOperator(":");
      entries.add(new Entry(key, expressions.parse()));
      if (!tokens.peek().isOperator("}")) {
        tokens.expectOperator(",");
      }
    }
    return new DictOf(entries);
  }

  Expression parsePostfix(Expression value) {
    Expression result = value;
    while (true) {
      if (tokens.skipOperator(".")) {
        result = attribute(result);
      } else if (tokens.skipOperator("[")) {
        result = subscript(result);
      } else if (tokens.skipOperator("(")) {
        result = new Call(result, arguments());
      } else {
        return result;
      }
    }
  }

  private Expression attribute(Expression target) {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME -> new Attribute(target, token.text());
      case INTEGER -> new Item(target, new Literal(integer(token)));
      default -> throw JinjaError.syntax("expected a name or a number after '.'", token.line());
    };
  }

  private Expression subscript(Expression target) {
    Expression start = tokens.peek().isOperator(":") ? null : expressions.parse();
    if (tokens.skipOperator("]")) {
      return new Item(target, start);
    }
    if (tokens.skipOperator(",")) {
      List<Expression> items = new ArrayList<>(List.of(start));
      items.addAll(items("]"));
      return new Item(target, new TupleOf(items));
    }
    tokens.expectOperator(":");
    Expression stop = slicePart();
    Expression step = tokens.skipOperator(":") ? slicePart() : null;
    tokens.expectOperator("]");
    return new Slice(target, start, stop, step);
  }

  private Expression slicePart() {
    boolean absent = tokens.peek().isOperator(":") || tokens.peek().isOperator("]");
    return absent ? null : expressions.parse();
  }

  /** The arguments of a call whose opening parenthesis has been read. */
  Arguments arguments() {
    List<Expression> positional = new ArrayList<>();
    List<Keyword> keywords = new ArrayList<>();
    Expression starred = null;
    Expression doubleStarred = null;
    while (!tokens.skipOperator(")")) {
      if (tokens.skipOperator("*")) {
        starred = expressions.parse();
      } else if (tokens.skipOperator("**")) {
        doubleStarred = expressions.parse();
      } else if (tokens.peek().kind() == Token.Kind.NAME && tokens.peekSecond().isOperator("=")) {
        String name = tokens.next().text();
        tokens.next();
        keywords.add(new Keyword(name, expressions.parse()));
      } else if (keywords.isEmpty()) {
        positional.add(expressions.parse());
      } else {
        throw tokens.unexpected("a keyword argument");
      }
      if (!tokens.peek().isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    return new Arguments(positional, keywords, starred, doubleStarred);
  }

  Expression parseFilters(Expression value) {
    Expression result = value;
    while (true) {
      if (tokens.skipOperator("|")) {
        result = filter(result);
      } else if (tokens.skipName("is")) {
        result = test(result);
      } else if (tokens.skipOperator("(")) {
        result = new Call(result, arguments());
      } else {
        return result;
      }
    }
  }

  /** A filter whose {@code |} has been read. */
  Filter filter(Expression target) {
    String name = dottedName();
    Arguments arguments = tokens.skipOperator("(") ? arguments() : Arguments.NONE;
    return new Filter(target, name, arguments);
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(Token.Kind.NAME).text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Token.Kind.NAME).text());
    }
    return name.toString();
  }

  private Expression test(Expression target) {
    boolean negated = tokens.skipName("not");
    String name = dottedName();
    Arguments arguments = Arguments.NONE;
    if (tokens.skipOperator("(")) {
      arguments = arguments();
    } else if (startsTestArgument(tokens.peek())) {
      Expression argument = parsePostfix(parse());
      arguments = new Arguments(List.of(argument), List.of(), null, null);
    }
    Test test = new Test(target, name, arguments);
    return negated ? new Not(test) : test;
  }

  private static boolean startsTestArgument(Token token) {
    return switch (token.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case NAME -> !NEVER_A_TEST_ARGUMENT.contains(token.text());
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      default -> false;
    };
  }
}
