package dev.sluice.codec.jinja;

/** Python's escapes in string literals; an unknown one stays as it is written. */
final class StringEscapes {
  private static final String LETTERS = "abfnrtv";
  private static final String MEANINGS = "\u0007\b\f\n\r\t\u000B";

  private final String body;
  private final int line;
  private final StringBuilder out = new StringBuilder();
  private int position;

  private StringEscapes(String body, int line) {
    this.body = body;
    this.line = line;
  }

  static String decode(String body, int line) {
    return body.indexOf('\\') < 0 ? body : new StringEscapes(body, line).run();
  }

  private String run() {
    while (position < body.length()) {
      char c = body.charAt(position++);
      if (c == '\\') {
        escape(body.charAt(position++));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void escape(char c) {
    int letter = LETTERS.indexOf(c);
    if (letter >= 0) {
      out.append(MEANINGS.charAt(letter));
    } else if (c == '\\' || c == '\'' || c == '"') {
      out.append(c);
    } else if (c >= '0' && c <= '7') {
      octal(c - '0');
    } else if (c == 'x' || c == 'u' || c == 'U') {
      hexadecimal(c == 'x' ? 2 : c == 'u' ? 4 : 8);
    } else if (c != '\n') {
      out.append('\\').append(c);
    }
  }

  private void octal(int first) {
    int value = first;
    for (int i = 0; i < 2 && position < body.length(); i++) {
      int digit = Character.digit(body.charAt(position), 8);
      if (digit < 0) {
        break;
      }
      value = value * 8 + digit;
      position++;
    }
    out.append((char) value);
  }

  private void hexadecimal(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = position < body.length() ? Character.digit(body.charAt(position), 16) : -1;
      if (digit < 0) {
        throw JinjaError.syntax("an escape in a string needs " + digits + " digits", line);
      }
      value = value << 4 | digit;
      position++;
    }
    if (!Character.isValidCodePoint((int) value) || value > Character.MAX_CODE_POINT) {
      throw JinjaError.syntax("an escape in a string is no character", line);
    }
    out.appendCodePoint((int) value);
  }
}
