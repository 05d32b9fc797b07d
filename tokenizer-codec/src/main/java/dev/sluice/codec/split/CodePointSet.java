package dev.sluice.codec.split;

import java.lang.Character.UnicodeScript;
import java.util.List;

/**
 * A set of code points. Latin-1 is looked up in a table; the rest is asked by general category, so
 * a set costs no memory and no time to build. The JDK's Unicode version is the library's.
 */
public final class CodePointSet {
  /** A set beyond Latin-1, and the source of the table. */
  interface Rule {
    boolean contains(int codePoint);
  }

  private static final int LATIN = 256;

  private final boolean[] latin = new boolean[LATIN];
  private final Rule rule;

  CodePointSet(Rule rule) {
    this.rule = rule;
    for (int c = 0; c < LATIN; c++) {
      latin[c] = rule.contains(c);
    }
  }

  boolean contains(int codePoint) {
    return codePoint < LATIN ? latin[codePoint] : rule.contains(codePoint);
  }

  static Rule single(int codePoint) {
    return c -> c == codePoint;
  }

  static Rule range(int first, int last) {
    return c -> c >= first && c <= last;
  }

  static Rule not(Rule rule) {
    return c -> !rule.contains(c);
  }

  static Rule both(Rule first, Rule second) {
    return c -> first.contains(c) && second.contains(c);
  }

  static Rule anyOf(List<Rule> rules) {
    if (rules.size() == 1) {
      return rules.getFirst();
    }
    Rule[] each = rules.toArray(Rule[]::new);
    return c -> {
      for (Rule rule : each) {
        if (rule.contains(c)) {
          return true;
        }
      }
      return false;
    };
  }

  /** Unicode's White_Space. */
  public static boolean isSpace(int c) {
    return c == ' '
        || (c >= 0x09 && c <= 0x0D)
        || c == 0x85
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  /**
   * A property of the form {@code \p{NAME}}: general categories by one or two letters, and {@code
   * Han}.
   */
  static Rule property(String name) throws Unsupported {
    if (name.equals("Han")) {
      return c -> UnicodeScript.of(c) == UnicodeScript.HAN;
    }
    int mask = 0;
    for (int type = 0; type < CATEGORIES.length; type++) {
      if (!CATEGORIES[type].isEmpty() && CATEGORIES[type].startsWith(name)) {
        mask |= 1 << type;
      }
    }
    if (mask == 0 || name.isEmpty()) {
      throw new Unsupported("\\p{" + name + "}");
    }
    int types = mask;
    return c -> (1 << Character.getType(c) & types) != 0;
  }

  /** Names of the general categories by the numbers of {@link Character#getType(int)}. */
  private static final String[] CATEGORIES = {
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc",
    "Cf", "", "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf"
  };
}
