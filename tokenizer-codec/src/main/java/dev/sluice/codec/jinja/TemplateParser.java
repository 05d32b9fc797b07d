package dev.sluice.codec.jinja;

import dev.sluice.codec.jinja.Expression.Call;
import dev.sluice.codec.jinja.Expression.Filter;
import dev.sluice.codec.jinja.Expression.TupleOf;
import dev.sluice.codec.jinja.Statement.Branch;
import dev.sluice.codec.jinja.Statement.Parameter;
import dev.sluice.codec.jinja.Statement.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Statements: from the tokens of a template to its tree. */
final class TemplateParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;

  private TemplateParser(String source) {
    this.tokens = new TokenStream(Lexer.tokens(source));
    this.expressions = new ExpressionParser(tokens);
  }

  /**
   * @throws JinjaError of kind syntax
   */
  static List<Statement> parse(String source) {
    TemplateParser parser = new TemplateParser(source);
    List<Statement> body = parser.body(Set.of());
    if (parser.tokens.peek().kind() != Token.Kind.END) {
      throw parser.tokens.unexpected("the end of the template");
    }
    return body;
  }

  /** Statements up to a block that starts with one of these names; its name is not yet read. */
  private List<Statement> body(Set<String> ends) {
    tokens.enter();
    List<Statement> statements = new ArrayList<>();
    while (tokens.peek().kind() != Token.Kind.END) {
      Token token = tokens.next();
      switch (token.kind()) {
        case DATA -> statements.add(new Statement.Data(token.text()));
        case PRINT_BEGIN -> {
          statements.add(new Statement.Print(tuple(true), token.line()));
          tokens.expect(Token.Kind.PRINT_END);
        }
        case BLOCK_BEGIN -> {
          if (tokens.peek().kind() == Token.Kind.NAME && ends.contains(tokens.peek().text())) {
            tokens.leave();
            return statements;
          }
          statements.add(block());
        }
        default -> throw tokens.unexpected("text or a tag");
      }
    }
    if (!ends.isEmpty()) {
      throw tokens.unexpected("one of " + ends);
    }
    tokens.leave();
    return statements;
  }

  private List<Statement> bodyUntil(String end) {
    List<Statement> body = body(Set.of(end));
    closeBlock(end);
    return body;
  }

  private void closeBlock(String end) {
    tokens.expectName(end);
    tokens.expect(Token.Kind.BLOCK_END);
  }

  private Statement block() {
    Token tag = tokens.expect(Token.Kind.NAME);
    int line = tag.line();
    return switch (tag.text()) {
      case "if" -> parseIf(line);
      case "for" -> parseFor(line);
      case "set" -> parseSet(line);
      case "macro" -> parseMacro(tokens.expect(Token.Kind.NAME).text(), line);
      case "call" -> parseCall(line);
      case "filter" -> parseFilter(line);
      case "with" -> parseWith(line);
      case "generation" -> {
        tokens.expect(Token.Kind.BLOCK_END);
        yield new Statement.Group(bodyUntil("endgeneration"));
      }
      case "break" -> ended(new Statement.Break());
      case "continue" -> ended(new Statement.Continue());
      default -> throw JinjaError.syntax("Encountered unknown tag '" + tag.text() + "'", line);
    };
  }

  private Statement ended(Statement statement) {
    tokens.expect(Token.Kind.BLOCK_END);
    return statement;
  }

  private Statement parseIf(int line) {
    List<Branch> branches = new ArrayList<>();
    do {
      Expression test = tuple(false);
      tokens.expect(Token.Kind.BLOCK_END);
      branches.add(new Branch(test, body(Set.of("elif", "else", "endif"))));
    } while (tokens.skipName("elif"));
    List<Statement> otherwise = List.of();
    if (tokens.skipName("else")) {
      tokens.expect(Token.Kind.BLOCK_END);
      otherwise = body(Set.of("endif"));
    }
    closeBlock("endif");
    return new Statement.If(branches, otherwise, line);
  }

  private Statement parseFor(int line) {
    Target target = target(true);
    tokens.expectName("in");
    Expression iterable = tuple(false);
    Expression filter = tokens.skipName("if") ? expressions.parse() : null;
    boolean recursive = tokens.skipName("recursive");
    tokens.expect(Token.Kind.BLOCK_END);
    List<Statement> body = body(Set.of("else", "endfor"));
    List<Statement> otherwise = List.of();
    if (tokens.skipName("else")) {
      tokens.expect(Token.Kind.BLOCK_END);
      otherwise = body(Set.of("endfor"));
    }
    closeBlock("endfor");
    return new Statement.For(target, iterable, filter, body, otherwise, recursive, line);
  }

  private Statement parseSet(int line) {
    Target target = target(true);
    if (tokens.skipOperator("=")) {
      Expression value = tuple(true);
      tokens.expect(Token.Kind.BLOCK_END);
      return new Statement.Assign(target, value, line);
    }
    List<Filter> filters = filters();
    tokens.expect(Token.Kind.BLOCK_END);
    return new Statement.AssignBlock(target, filters, bodyUntil("endset"), line);
  }

  private List<Filter> filters() {
    List<Filter> filters = new ArrayList<>();
    while (tokens.skipOperator("|")) {
      filters.add(expressions.primary().filter(null));
    }
    return filters;
  }

  private Statement.Macro parseMacro(String name, int line) {
    List<Parameter> parameters = parameters();
    tokens.expect(Token.Kind.BLOCK_END);
    return new Statement.Macro(name, parameters, bodyUntil("endmacro"), line);
  }

  private List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    tokens.expectOperator("(");
    while (!tokens.skipOperator(")")) {
      String name = tokens.expect(Token.Kind.NAME).text();
      Expression defaultValue = tokens.skipOperator("=") ? expressions.parse() : null;
      parameters.add(new Parameter(name, defaultValue));
      if (!tokens.peek().isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    return parameters;
  }

  private Statement parseCall(int line) {
    List<Parameter> parameters = tokens.peek().isOperator("(") ? parameters() : List.of();
    Expression expression = expressions.parse();
    if (!(expression instanceof Call call)) {
      throw JinjaError.syntax("expected call", line);
    }
    tokens.expect(Token.Kind.BLOCK_END);
    List<Statement> body = bodyUntil("endcall");
    return new Statement.CallBlock(
        call, new Statement.Macro("caller", parameters, body, line), line);
  }

  private Statement parseFilter(int line) {
    List<Filter> filters = new ArrayList<>(List.of(expressions.primary().filter(null)));
    filters.addAll(filters());
    tokens.expect(Token.Kind.BLOCK_END);
    return new Statement.FilterBlock(filters, bodyUntil("endfilter"), line);
  }

  private Statement parseWith(int line) {
    List<Statement.Assign> assignments = new ArrayList<>();
    while (tokens.peek().kind() != Token.Kind.BLOCK_END) {
      if (!assignments.isEmpty()) {
        tokens.expectOperator(",");
      }
      Target target = target(false);
      tokens.expectOperator("=");
      assignments.add(new Statement.Assign(target, expressions.parse(), line));
    }
    tokens.expect(Token.Kind.BLOCK_END);
    return new Statement.With(assignments, bodyUntil("endwith"), line);
  }

  private Target target(boolean tuplesAllowed) {
    Target first = singleTarget();
    if (!tuplesAllowed || !tokens.peek().isOperator(",")) {
      return first;
    }
    List<Target> targets = new ArrayList<>(List.of(first));
    while (tokens.skipOperator(",")) {
      if (tokens.peek().kind() == Token.Kind.NAME && !tokens.peek().isName("in")) {
        targets.add(singleTarget());
      } else if (tokens.peek().isOperator("(")) {
        targets.add(singleTarget());
      }
    }
    return new Statement.ToTuple(targets);
  }

  private Target singleTarget() {
    if (tokens.skipOperator("(")) {
      tokens.enter();
      Target inner = target(true);
      tokens.expectOperator(")");
      tokens.leave();
      return inner;
    }
    String name = tokens.expect(Token.Kind.NAME).text();
    return tokens.skipOperator(".")
        ? new Statement.ToAttribute(name, tokens.expect(Token.Kind.NAME).text())
        : new Statement.ToName(name);
  }

  /** An expression, or several with commas between them, which make a tuple. */
  private Expression tuple(boolean conditional) {
    Expression first = conditional ? expressions.parse() : expressions.parseOr();
    if (!tokens.peek().isOperator(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (tokens.skipOperator(",") && !endsTuple()) {
      items.add(conditional ? expressions.parse() : expressions.parseOr());
    }
    return new TupleOf(items);
  }

  private boolean endsTuple() {
    Token.Kind kind = tokens.peek().kind();
    return kind == Token.Kind.BLOCK_END || kind == Token.Kind.PRINT_END;
  }
}
