package dev.sluice.codec.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code "..." % values} with the conversions s, r, d, i, f, x, X and %%. */
final class PercentFormat {
  private static final Pattern FIELD =
      Pattern.compile("%(?:\\((\\w+)\\))?([-0+ ]*)(\\d{1,4})?(?:\\.(\\d{1,3}))?([a-zA-Z%])");

  private PercentFormat() {}

  static String format(String format, Object values, Budget budget) {
    Iterator<?> places = values instanceof Tuple t ? t.iterator() : List.of(values).iterator();
    Matcher field = FIELD.matcher(format);
    StringBuilder out = new StringBuilder();
    while (field.find()) {
      field.appendReplacement(out, "");
      if (field.group(5).equals("%")) {
        out.append('%');
        continue;
      }
      if (field.group(1) == null && !places.hasNext()) {
        throw JinjaError.type("not enough arguments for format string");
      }
      Object value =
          field.group(1) != null ? Attributes.item(values, field.group(1), budget) : places.next();
      out.append(converted(field, value));
      budget.text(out.length());
    }
    boolean container =
        values instanceof Map || (values instanceof List && !(values instanceof Tuple));
    if (places.hasNext() && !container) {
      throw JinjaError.type("not all arguments converted during string formatting");
    }
    return field.appendTail(out).toString();
  }

  private static String converted(Matcher field, Object value) {
    int precision = field.group(4) == null ? -1 : Integer.parseInt(field.group(4));
    String text =
        switch (field.group(5)) {
          case "s" -> cut(PythonText.str(value), precision);
          case "r" -> cut(PythonText.repr(value), precision);
          case "d", "i" -> Long.toString(number(value).longValue());
          case "f", "F" ->
              String.format(
                  "%." + (precision < 0 ? 6 : precision) + "f", number(value).doubleValue());
          case "x" -> Long.toHexString(number(value).longValue());
          case "X" -> Long.toHexString(number(value).longValue()).toUpperCase();
          default ->
              throw JinjaError.value("unsupported format character '" + field.group(5) + "'");
        };
    return padded(text, field.group(2), field.group(3), value);
  }

  private static String cut(String text, int precision) {
    return precision < 0 || precision >= text.length() ? text : text.substring(0, precision);
  }

  private static String padded(String text, String flags, String width, Object value) {
    boolean number = Numbers.number(value) != null;
    String signed = number && flags.contains("+") && !text.startsWith("-") ? "+" + text : text;
    int missing = width == null ? 0 : Integer.parseInt(width) - PythonText.length(signed);
    if (missing <= 0) {
      return signed;
    }
    if (flags.contains("-")) {
      return signed + " ".repeat(missing);
    }
    if (number && flags.contains("0")) {
      int sign = signed.startsWith("-") || signed.startsWith("+") ? 1 : 0;
      return signed.substring(0, sign) + "0".repeat(missing) + signed.substring(sign);
    }
    return " ".repeat(missing) + signed;
  }

  private static Number number(Object value) {
    Number number = Numbers.number(value);
    if (number == null) {
      throw JinjaError.type("a number is required, not " + PythonText.typeName(value));
    }
    return number;
  }
}
