package dev.sluice.codec.split;

import dev.sluice.codec.split.CodePointSet.Rule;
import java.util.ArrayList;
import java.util.List;

/** Reads single characters, escapes and bracketed sets of a pattern. */
class SetParser {
  final String pattern;
  int at;

  SetParser(String pattern) {
    this.pattern = pattern;
  }

  final boolean atEnd() {
    return at >= pattern.length();
  }

  final boolean sees(String text) {
    return pattern.startsWith(text, at);
  }

  final boolean take(String text) {
    boolean taken = sees(text);
    if (taken) {
      at += text.length();
    }
    return taken;
  }

  final int takeCodePoint() throws Unsupported {
    if (atEnd()) {
      throw new Unsupported("the unfinished pattern " + pattern);
    }
    int c = pattern.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  /** What stands for one character here: a set, an escape or the character itself. */
  final Rule single(boolean ignoreCase) throws Unsupported {
    if (take("[")) {
      return ignoreCase ? anyCase(bracketed()) : bracketed();
    }
    if (take("\\")) {
      return ignoreCase ? anyCase(escape()) : escape();
    }
    int c = takeCodePoint();
    if ("^.{}*+?".indexOf(c) >= 0) {
      throw new Unsupported("'" + Character.toString(c) + "' in the pattern " + pattern);
    }
    return ignoreCase ? anyCase(CodePointSet.single(c)) : CodePointSet.single(c);
  }

  /**
   * Simple case folding, only of sets of ASCII without the letter i, whose folding depends on the
   * engine: contractions are all that is written this way.
   */
  private Rule anyCase(Rule rule) throws Unsupported {
    if (rule.contains('i')
        || rule.contains('I')
        || rule.contains('\u00e9')
        || rule.contains('\u4e00')) {
      throw new Unsupported("(?i) in the pattern " + pattern);
    }
    return c ->
        rule.contains(c)
            || rule.contains(Character.toUpperCase(c))
            || rule.contains(Character.toLowerCase(Character.toUpperCase(c)));
  }

  private Rule escape() throws Unsupported {
    int c = takeCodePoint();
    return switch (c) {
      case 's' -> CodePointSet::isSpace;
      case 'S' -> CodePointSet.not(CodePointSet::isSpace);
      case 'd' -> CodePointSet.property("Nd");
      case 'D' -> CodePointSet.not(CodePointSet.property("Nd"));
      case 'p' -> property();
      case 'P' -> CodePointSet.not(property());
      default -> CodePointSet.single(escaped(c));
    };
  }

  private int escaped(int c) throws Unsupported {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> {
        if (c > 0x7F || Character.isLetterOrDigit(c)) {
          throw new Unsupported("\\" + Character.toString(c) + " in the pattern " + pattern);
        }
        yield c;
      }
    };
  }

  private Rule property() throws Unsupported {
    int close = pattern.indexOf('}', at);
    if (!take("{") || close < 0) {
      throw new Unsupported("a property without braces in the pattern " + pattern);
    }
    String name = pattern.substring(at, close);
    at = close + 1;
    return name.startsWith("^")
        ? CodePointSet.not(CodePointSet.property(name.substring(1)))
        : CodePointSet.property(name);
  }

  private Rule bracketed() throws Unsupported {
    if (sees(":")) {
      throw new Unsupported("a named set in the pattern " + pattern);
    }
    boolean negated = take("^");
    Rule rule = union();
    while (take("&&")) {
      rule = CodePointSet.both(rule, union());
    }
    if (!take("]")) {
      throw new Unsupported("an unclosed set in the pattern " + pattern);
    }
    return negated ? CodePointSet.not(rule) : rule;
  }

  private Rule union() throws Unsupported {
    List<Rule> parts = new ArrayList<>();
    while (!sees("]") && !sees("&&")) {
      parts.add(part());
    }
    if (parts.isEmpty()) {
      throw new Unsupported("an empty set in the pattern " + pattern);
    }
    return CodePointSet.anyOf(parts);
  }

  private Rule part() throws Unsupported {
    if (take("[")) {
      return bracketed();
    }
    int start = at;
    if (take("\\")) {
      int c = takeCodePoint();
      if ("sSdDpP".indexOf(c) >= 0) {
        at = start + 1;
        return escape();
      }
      return rangeFrom(escaped(c));
    }
    return rangeFrom(takeCodePoint());
  }

  private Rule rangeFrom(int first) throws Unsupported {
    if (!sees("-") || pattern.startsWith("]", at + 1)) {
      return CodePointSet.single(first);
    }
    at++;
    int last = take("\\") ? escaped(takeCodePoint()) : takeCodePoint();
    if (last < first || last == '[') {
      throw new Unsupported("a set range in the pattern " + pattern);
    }
    return CodePointSet.range(first, last);
  }
}
