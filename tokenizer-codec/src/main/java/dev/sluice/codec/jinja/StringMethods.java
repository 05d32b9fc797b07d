package dev.sluice.codec.jinja;

import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** The methods of {@code str} that do not change their text's length much; see SplitMethods. */
final class StringMethods {
  private StringMethods() {}

  /** A method bound to its text, or null when there is none of that name. */
  static Callable named(String text, String name, Budget budget) {
    return switch (name) {
      case "strip" -> a -> PythonText.strip(text, a.text(0, "chars", null), true, true);
      case "lstrip" -> a -> PythonText.strip(text, a.text(0, "chars", null), true, false);
      case "rstrip" -> a -> PythonText.strip(text, a.text(0, "chars", null), false, true);
      case "upper" -> a -> text.toUpperCase(Locale.ROOT);
      case "lower", "casefold" -> a -> text.toLowerCase(Locale.ROOT);
      case "capitalize" -> a -> capitalize(text);
      case "title" -> a -> title(text);
      case "swapcase" -> a -> swapCase(text);
      case "startswith" -> a -> matches(a, part -> text.startsWith(part));
      case "endswith" -> a -> matches(a, part -> text.endsWith(part));
      case "removeprefix" ->
          a -> text.startsWith(part(a)) ? text.substring(part(a).length()) : text;
      case "removesuffix" ->
          a -> text.endsWith(part(a)) ? text.substring(0, text.length() - part(a).length()) : text;
      case "replace" ->
          a -> replace(text, part(a), a.text(1, "new", null), a.integer(2, "count", -1), budget);
      case "join" -> a -> join(text, Values.elements(a.require(0, "iterable")), budget);
      case "format" -> a -> BraceFormat.format(text, a, budget);
      case "zfill" -> a -> pad(text, a, '0', true, false, budget);
      case "ljust" -> a -> pad(text, a, fill(a), false, true, budget);
      case "rjust" -> a -> pad(text, a, fill(a), true, false, budget);
      case "center" -> a -> pad(text, a, fill(a), true, true, budget);
      case "isdecimal" -> a -> all(text, Character::isDigit);
      case "isdigit" -> a -> all(text, c -> Character.isDigit(c) || "²³¹".indexOf(c) >= 0);
      case "isnumeric" -> a -> all(text, StringMethods::isNumeric);
      case "isalpha" -> a -> all(text, Character::isLetter);
      case "isalnum" -> a -> all(text, Character::isLetterOrDigit);
      case "isspace" -> a -> all(text, PythonText::isSpace);
      case "isupper" -> a -> isCased(text, text.toUpperCase(Locale.ROOT));
      case "islower" -> a -> isCased(text, text.toLowerCase(Locale.ROOT));
      default -> SplitMethods.named(text, name);
    };
  }

  static String part(CallArguments arguments) {
    Object part = arguments.positional().isEmpty() ? null : arguments.positional().getFirst();
    if (part instanceof String text) {
      return text;
    }
    Values.throwIfUndefined(part);
    throw JinjaError.type("must be str, not " + PythonText.typeName(part));
  }

  private interface Matcher {
    boolean matches(String part);
  }

  private static boolean matches(CallArguments arguments, Matcher matcher) {
    if (arguments.require(0, "prefix") instanceof Tuple parts) {
      return parts.stream().anyMatch(each -> matcher.matches(PythonText.str(each)));
    }
    return matcher.matches(part(arguments));
  }

  static boolean all(String text, IntPredicate predicate) {
    return !text.isEmpty() && text.codePoints().allMatch(predicate);
  }

  private static boolean isCased(String text, String converted) {
    boolean hasCase =
        text.codePoints().anyMatch(c -> Character.isUpperCase(c) || Character.isLowerCase(c));
    return hasCase && text.equals(converted);
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = Character.charCount(text.codePointAt(0));
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      out.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inWord = Character.isLetter(c);
    }
    return out.toString();
  }

  private static String swapCase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /** Replaces the first {@code count} places, all when it is negative. */
  static String replace(String text, String from, String to, long count, Budget budget) {
    if (to == null) {
      throw JinjaError.type("replace expected at least 2 arguments, got 1");
    }
    StringBuilder out = new StringBuilder();
    int position = 0;
    for (long left = count; left != 0; left--) {
      int at = text.indexOf(from, position + (from.isEmpty() && left != count ? 1 : 0));
      boolean pastEnd = from.isEmpty() && left != count && position >= text.length();
      if (at < 0 || pastEnd) {
        break;
      }
      out.append(text, position, at).append(to);
      budget.text(out.length());
      position = at + from.length();
    }
    return out.append(text, position, text.length()).toString();
  }

  static String join(String separator, List<Object> items, Budget budget) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof String text)) {
        throw JinjaError.type(
            "sequence item %d: expected str instance, %s found"
                .formatted(i, PythonText.typeName(items.get(i))));
      }
      out.append(i == 0 ? "" : separator).append(text);
      budget.text(out.length());
    }
    return out.toString();
  }

  private static char fill(CallArguments arguments) {
    String fill = arguments.text(1, "fillchar", " ");
    if (fill.length() != 1) {
      throw JinjaError.type("The fill character must be exactly one character long");
    }
    return fill.charAt(0);
  }

  private static String pad(
      String text, CallArguments a, char fill, boolean left, boolean right, Budget budget) {
    long width = a.integer(0, "width", 0);
    budget.text(width);
    int missing = (int) Math.max(0, width - PythonText.length(text));
    // Python's centring puts the odd one to the left when the width is odd.
    int before = left && right ? missing / 2 + (missing & (int) width & 1) : left ? missing : 0;
    String start = String.valueOf(fill).repeat(before);
    return start + text + String.valueOf(fill).repeat(missing - before);
  }

  private static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }
}
