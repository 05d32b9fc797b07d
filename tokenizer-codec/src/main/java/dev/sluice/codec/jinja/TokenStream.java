package dev.sluice.codec.jinja;

import java.util.List;

/** The parser's cursor over the tokens, with a bound on how deep it may recurse. */
final class TokenStream {
  private static final int MAX_NESTING = 150;

  private final List<Token> tokens;
  private int position;
  private int nesting;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(position);
  }

  Token peekSecond() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    if (token.kind() != Token.Kind.END) {
      position++;
    }
    return token;
  }

  boolean skipOperator(String operator) {
    return skip(peek().isOperator(operator));
  }

  boolean skipName(String name) {
    return skip(peek().isName(name));
  }

  private boolean skip(boolean matches) {
    if (matches) {
      next();
    }
    return matches;
  }

  Token expect(Token.Kind kind) {
    if (peek().kind() != kind) {
      throw unexpected(kind.name());
    }
    return next();
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw unexpected("'" + name + "'");
    }
  }

  JinjaError unexpected(String wanted) {
    Token token = peek();
    String found = token.text().isEmpty() ? token.kind().name() : "'" + token.text() + "'";
    return JinjaError.syntax("expected " + wanted + ", got " + found, token.line());
  }

  void enter() {
    if (++nesting > MAX_NESTING) {
      throw JinjaError.syntax("nested deeper than " + MAX_NESTING, peek().line());
    }
  }

  void leave() {
    nesting--;
  }
}
