package dev.sluice.codec.jinja;

import java.util.ArrayList;
import java.util.List;

/** The tokens inside one tag, up to and including its end. */
final class TagLexer {
  private static final String[] OPERATORS = {
    "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",", ";"
  };

  private final String source;
  private final String close;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line;
  private int openBrackets;
  private char closingSign;

  TagLexer(String source, int position, int line, String close) {
    this.source = source;
    this.position = position;
    this.line = line;
    this.close = close;
  }

  int position() {
    return position;
  }

  /** {@code -}, {@code +}, or something else where the tag ends without a sign. */
  char closingSign() {
    return closingSign;
  }

  List<Token> tokens() {
    while (position < source.length()) {
      if (openBrackets == 0 && atEnd()) {
        return tokens;
      }
      next();
    }
    throw JinjaError.syntax("unexpected end of template, expected '" + close + "'", line);
  }

  private boolean atEnd() {
    char first = source.charAt(position);
    boolean sign = first == '-' || (first == '+' && close.equals("%}"));
    int at = sign ? position + 1 : position;
    if (!source.startsWith(close, at)) {
      return false;
    }
    closingSign = sign ? first : 0;
    position = at + 2;
    return true;
  }

  private void next() {
    char c = source.charAt(position);
    if (c == '\n') {
      line++;
    }
    if (PythonText.isSpace(c)) {
      position++;
    } else if (c == '"' || c == '\'') {
      string(c);
    } else if (c >= '0' && c <= '9') {
      number();
    } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
      name();
    } else {
      operator();
    }
  }

  private void add(Token.Kind kind, String text) {
    tokens.add(new Token(kind, text, line));
  }

  private void name() {
    int start = position;
    while (position < source.length()
        && (Character.isUnicodeIdentifierPart(source.charAt(position))
            && !Character.isIdentifierIgnorable(source.charAt(position)))) {
      position++;
    }
    add(Token.Kind.NAME, source.substring(start, position));
  }

  private void string(char quote) {
    int start = ++position;
    while (position < source.length() && source.charAt(position) != quote) {
      position += source.charAt(position) == '\\' ? 2 : 1;
    }
    if (position >= source.length()) {
      throw JinjaError.syntax("a string is not closed", line);
    }
    String body = source.substring(start, position++);
    add(Token.Kind.STRING, StringEscapes.decode(body, line));
    line += (int) body.chars().filter(c -> c == '\n').count();
  }

  private void number() {
    int start = position;
    String prefix = source.substring(start, Math.min(start + 2, source.length())).toLowerCase();
    if (prefix.equals("0x") || prefix.equals("0o") || prefix.equals("0b")) {
      position += 2;
      digits(prefix.equals("0x"));
      add(Token.Kind.INTEGER, source.substring(start, position));
      return;
    }
    digits(false);
    boolean fraction = peek(0) == '.' && Character.isDigit(peek(1));
    if (fraction) {
      position++;
      digits(false);
    }
    boolean exponent = (peek(0) == 'e' || peek(0) == 'E') && hasExponent();
    if (exponent) {
      position += 2;
      digits(false);
    }
    add(
        fraction || exponent ? Token.Kind.FLOAT : Token.Kind.INTEGER,
        source.substring(start, position));
  }

  private boolean hasExponent() {
    char next = peek(1);
    return Character.isDigit(next) || ((next == '-' || next == '+') && Character.isDigit(peek(2)));
  }

  private char peek(int ahead) {
    return position + ahead < source.length() ? source.charAt(position + ahead) : 0;
  }

  private void digits(boolean hexadecimal) {
    int radix = hexadecimal ? 16 : 10;
    while (Character.digit(peek(0), radix) >= 0 || peek(0) == '_') {
      position++;
    }
  }

  private void operator() {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, position)) {
        balance(operator);
        position += operator.length();
        add(Token.Kind.OPERATOR, operator);
        return;
      }
    }
    throw JinjaError.syntax("unexpected char '" + source.charAt(position) + "'", line);
  }

  private void balance(String operator) {
    if ("([{".contains(operator)) {
      openBrackets++;
    } else if (")]}".contains(operator) && --openBrackets < 0) {
      throw JinjaError.syntax("unexpected '" + operator + "'", line);
    }
  }
}
