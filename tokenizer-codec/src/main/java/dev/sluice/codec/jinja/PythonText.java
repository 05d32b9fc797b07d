package dev.sluice.codec.jinja;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** How Python writes values: {@code str()}, {@code repr()} and the names of types. */
final class PythonText {
  private PythonText() {}

  static String str(Object value) {
    return switch (value) {
      case String text -> text;
      case Undefined u -> "";
      case null, default -> repr(value);
    };
  }

  static String repr(Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean b -> b ? "True" : "False";
      case Long n -> n.toString();
      case Double d -> repr(d.doubleValue());
      case String s -> quoted(s);
      case Undefined u -> "Undefined";
      case Tuple tuple -> items(tuple, "(", tuple.size() == 1 ? ",)" : ")");
      case List<?> list -> items(list, "[", "]");
      case Map<?, ?> map -> dict(map);
      case Namespace namespace -> "<Namespace " + dict(namespace.attributes) + ">";
      case Macro macro -> "<Macro '" + macro.name() + "'>";
      default -> "<" + typeName(value) + ">";
    };
  }

  private static String items(List<?> list, String open, String close) {
    StringBuilder out = new StringBuilder(open);
    for (Iterator<?> each = list.iterator(); each.hasNext(); ) {
      out.append(repr(each.next()));
      if (each.hasNext()) {
        out.append(", ");
      }
    }
    return out.append(close).toString();
  }

  private static String dict(Map<?, ?> map) {
    StringBuilder out = new StringBuilder("{");
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (out.length() > 1) {
        out.append(", ");
      }
      out.append(repr(entry.getKey())).append(": ").append(repr(entry.getValue()));
    }
    return out.append('}').toString();
  }

  /** The shortest digits that read back as the same number, in Python's layout. */
  static String repr(double d) {
    if (Double.isNaN(d)) {
      return "nan";
    }
    if (Double.isInfinite(d)) {
      return d > 0 ? "inf" : "-inf";
    }
    if (d == 0) {
      return 1 / d < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(d)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String digits = shortest.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String sign = d < 0 ? "-" : "";
    String power = (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "");
    return sign + mantissa + "e" + power + Math.abs(exponent);
  }

  private static String quoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints().forEach(c -> quote(c, quote, out));
    return out.append(quote).toString();
  }

  private static void quote(int c, char quote, StringBuilder out) {
    if (c == quote || c == '\\') {
      out.append('\\').append((char) c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (c == '\r') {
      out.append("\\r");
    } else if (c == '\t') {
      out.append("\\t");
    } else if (isPrintable(c)) {
      out.appendCodePoint(c);
    } else if (c < 0x100) {
      out.append(String.format("\\x%02x", c));
    } else {
      out.append(String.format(c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
    }
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  static String typeName(Object value) {
    return switch (value) {
      case null -> "NoneType";
      case String s -> "str";
      case Boolean b -> "bool";
      case Long n -> "int";
      case Double d -> "float";
      case Tuple t -> "tuple";
      case List<?> l -> "list";
      case Map<?, ?> m -> "dict";
      case Undefined u -> "Undefined";
      case Namespace n -> "Namespace";
      case Macro m -> "Macro";
      case LoopState l -> "LoopContext";
      default -> "function";
    };
  }

  /** What {@code str.isspace} calls white space. */
  static boolean isSpace(int c) {
    return c == ' '
        || (c >= '\t' && c <= '\r')
        || (c >= 0x1C && c <= 0x1F)
        || c == 0x85
        || (c > 0x7F && (Character.isSpaceChar(c)));
  }

  /** Strips white space, or any of the given characters, from either end. */
  static String strip(String text, String characters, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && strips(text.codePointAt(start), characters)) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && end > start && strips(text.codePointBefore(end), characters)) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  private static boolean strips(int c, String characters) {
    return characters == null ? isSpace(c) : characters.indexOf(c) >= 0;
  }

  /** The characters of a text as texts, by code point. */
  static List<Object> characters(String text) {
    List<Object> characters = new ArrayList<>(text.length());
    text.codePoints().forEach(c -> characters.add(Character.toString(c)));
    return characters;
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
