package dev.sluice.codec.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a template into data and tags, with Jinja's rules for white space: {@code -} strips all of
 * it, {@code trim_blocks} drops the newline after a block, {@code lstrip_blocks} the indentation
 * before one, {@code +} keeps it.
 */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;

  /** The last tag took a newline with it, so what follows stands at the start of a line. */
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    String unified = source.replace("\r\n", "\n").replace('\r', '\n');
    boolean ends = unified.endsWith("\n");
    return new Lexer(ends ? unified.substring(0, unified.length() - 1) : unified).run();
  }

  private List<Token> run() {
    while (position < source.length()) {
      int open = nextTag();
      String text = source.substring(position, open);
      if (open == source.length()) {
        data(text);
        position = open;
        break;
      }
      tag(text, open);
    }
    tokens.add(new Token(Token.Kind.END, "", line));
    return tokens;
  }

  private int nextTag() {
    for (int at = source.indexOf('{', position); at >= 0; at = source.indexOf('{', at + 1)) {
      char next = at + 1 < source.length() ? source.charAt(at + 1) : 0;
      if (next == '%' || next == '{' || next == '#') {
        return at;
      }
    }
    return source.length();
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      tokens.add(new Token(Token.Kind.DATA, text, line));
    }
  }

  private void tag(String before, int open) {
    char kind = source.charAt(open + 1);
    char sign = open + 2 < source.length() ? source.charAt(open + 2) : 0;
    data(stripped(before, sign, kind == '{'));
    advance(open + (sign == '-' || sign == '+' ? 3 : 2));
    switch (kind) {
      case '#' -> comment();
      case '{' -> inside(Token.Kind.PRINT_BEGIN, Token.Kind.PRINT_END, "}}");
      default -> block();
    }
    lineStarting = source.charAt(position - 1) == '\n';
  }

  private String stripped(String text, char sign, boolean print) {
    if (sign == '-') {
      return PythonText.strip(text, null, false, true);
    }
    int lineStart = text.lastIndexOf('\n') + 1;
    boolean indentation =
        sign != '+'
            && !print
            && (lineStart > 0 || lineStarting)
            && PythonText.strip(text.substring(lineStart), null, true, false).isEmpty();
    return indentation ? text.substring(0, lineStart) : text;
  }

  private void advance(int to) {
    for (int i = position; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    position = to;
  }

  private void comment() {
    int close = source.indexOf("#}", position);
    if (close < 0) {
      throw JinjaError.syntax("Missing end of comment tag", line);
    }
    char sign = close > position ? source.charAt(close - 1) : 0;
    advance(close + 2);
    skipAfter(sign, true);
  }

  /** White space after a tag: all of it for {@code -}, one newline after blocks. */
  private void skipAfter(char sign, boolean trimsNewline) {
    int end = position;
    if (sign == '-') {
      while (end < source.length() && PythonText.isSpace(source.charAt(end))) {
        end++;
      }
    } else if (sign != '+' && trimsNewline && end < source.length() && source.charAt(end) == '\n') {
      end++;
    }
    advance(end);
  }

  private void block() {
    int raw = afterWord(position, "raw");
    if (raw >= 0) {
      raw(raw);
    } else {
      inside(Token.Kind.BLOCK_BEGIN, Token.Kind.BLOCK_END, "%}");
    }
  }

  /** Where a tag that holds only this word ends, its sign included; -1 when it holds another. */
  private int afterWord(int from, String word) {
    int at = skipSpace(from);
    if (!source.startsWith(word, at)) {
      return -1;
    }
    at = skipSpace(at + word.length());
    boolean sign = at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+');
    int close = sign ? at + 1 : at;
    return source.startsWith("%}", close) ? close + 2 : -1;
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < source.length() && PythonText.isSpace(source.charAt(at))) {
      at++;
    }
    return at;
  }

  private void raw(int begin) {
    char beginSign = source.charAt(begin - 3);
    advance(begin);
    skipAfter(beginSign == '-' ? '-' : '+', false);
    lineStarting = source.charAt(position - 1) == '\n';
    for (int at = source.indexOf("{%", position); at >= 0; at = source.indexOf("{%", at + 2)) {
      char sign = at + 2 < source.length() ? source.charAt(at + 2) : 0;
      int end = afterWord(sign == '-' || sign == '+' ? at + 3 : at + 2, "endraw");
      if (end >= 0) {
        data(stripped(source.substring(position, at), sign, false));
        advance(end);
        skipAfter(source.charAt(end - 3), true);
        return;
      }
    }
    throw JinjaError.syntax("Missing end of raw directive", line);
  }

  private void inside(Token.Kind begin, Token.Kind end, String close) {
    tokens.add(new Token(begin, "", line));
    TagLexer tag = new TagLexer(source, position, line, close);
    tokens.addAll(tag.tokens());
    int after = tag.position();
    advance(after);
    tokens.add(new Token(end, "", line));
    skipAfter(tag.closingSign(), end == Token.Kind.BLOCK_END);
  }
}
