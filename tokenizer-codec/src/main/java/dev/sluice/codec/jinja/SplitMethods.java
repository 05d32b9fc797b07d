package dev.sluice.codec.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The methods of {@code str} that search and split. */
final class SplitMethods {
  private SplitMethods() {}

  static Callable named(String text, String name) {
    return switch (name) {
      case "split" -> a -> split(text, a, false);
      case "rsplit" -> a -> split(text, a, true);
      case "splitlines" -> a -> lines(text, a.flag(0, "keepends", false));
      case "partition" -> a -> partition(text, StringMethods.part(a), false);
      case "rpartition" -> a -> partition(text, StringMethods.part(a), true);
      case "find" -> a -> place(text, text.indexOf(StringMethods.part(a)));
      case "rfind" -> a -> place(text, text.lastIndexOf(StringMethods.part(a)));
      case "index" -> a -> found(place(text, text.indexOf(StringMethods.part(a))));
      case "rindex" -> a -> found(place(text, text.lastIndexOf(StringMethods.part(a))));
      case "count" -> a -> count(text, StringMethods.part(a));
      default -> null;
    };
  }

  private static Object place(String text, int index) {
    return index < 0 ? -1L : (long) text.codePointCount(0, index);
  }

  private static Object found(Object place) {
    if (place.equals(-1L)) {
      throw JinjaError.value("substring not found");
    }
    return place;
  }

  private static Object count(String text, String part) {
    if (part.isEmpty()) {
      return PythonText.length(text) + 1L;
    }
    long count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  private static Object split(String text, CallArguments arguments, boolean fromRight) {
    String separator = arguments.text(0, "sep", null);
    long most = arguments.integer(1, "maxsplit", -1);
    if (separator == null) {
      return fromRight ? wordsFromRight(text, most) : words(text, most);
    }
    if (separator.isEmpty()) {
      throw JinjaError.value("empty separator");
    }
    return fromRight ? partsFromRight(text, separator, most) : parts(text, separator, most);
  }

  private static List<Object> parts(String text, String separator, long most) {
    List<Object> parts = new ArrayList<>();
    int start = 0;
    for (int at = text.indexOf(separator); at >= 0 && parts.size() != most; ) {
      parts.add(text.substring(start, at));
      start = at + separator.length();
      at = text.indexOf(separator, start);
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static List<Object> partsFromRight(String text, String separator, long most) {
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    int at = text.lastIndexOf(separator);
    while (at >= 0 && parts.size() != most) {
      parts.add(text.substring(at + separator.length(), end));
      end = at;
      at = end < separator.length() ? -1 : text.lastIndexOf(separator, end - separator.length());
    }
    parts.add(text.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  private static List<Object> words(String text, long most) {
    List<Object> words = new ArrayList<>();
    String rest = PythonText.strip(text, null, true, false);
    while (!rest.isEmpty()) {
      int end = 0;
      while (end < rest.length() && !PythonText.isSpace(rest.charAt(end))) {
        end++;
      }
      if (words.size() == most) {
        words.add(PythonText.strip(rest, null, false, true));
        break;
      }
      words.add(rest.substring(0, end));
      rest = PythonText.strip(rest.substring(end), null, true, false);
    }
    return words;
  }

  private static List<Object> wordsFromRight(String text, long most) {
    List<Object> words = new ArrayList<>();
    String rest = PythonText.strip(text, null, false, true);
    while (!rest.isEmpty()) {
      int start = rest.length();
      while (start > 0 && !PythonText.isSpace(rest.charAt(start - 1))) {
        start--;
      }
      if (words.size() == most) {
        words.add(PythonText.strip(rest, null, true, false));
        break;
      }
      words.add(rest.substring(start));
      rest = PythonText.strip(rest.substring(0, start), null, false, true);
    }
    Collections.reverse(words);
    return words;
  }

  static List<Object> lines(String text, boolean keepEnds) {
    List<Object> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && !endsLine(text.charAt(end))) {
        end++;
      }
      int next = end == text.length() ? end : text.startsWith("\r\n", end) ? end + 2 : end + 1;
      lines.add(text.substring(start, keepEnds ? next : end));
      start = next;
    }
    return lines;
  }

  private static boolean endsLine(char c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 0x1C && c <= 0x1E)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  private static Object partition(String text, String separator, boolean last) {
    if (separator.isEmpty()) {
      throw JinjaError.value("empty separator");
    }
    int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) {
      return new Tuple(last ? List.of("", "", text) : List.of(text, "", ""));
    }
    return new Tuple(
        List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
  }
}
