package dev.sluice.codec.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Filters on texts; any value is taken as its {@code str()}. */
final class TextFilters {
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern TITLE_WORD = Pattern.compile("[^-\\s({\\[<]+");

  private TextFilters() {}

  static void addTo(Map<String, Filters.Function> filters) {
    filters.put("string", (e, v, a) -> PythonText.str(v));
    filters.put("safe", (e, v, a) -> v);
    filters.put("escape", (e, v, a) -> escape(PythonText.str(v)));
    filters.put("e", filters.get("escape"));
    filters.put("forceescape", filters.get("escape"));
    filters.put("upper", (e, v, a) -> PythonText.str(v).toUpperCase(Locale.ROOT));
    filters.put("lower", (e, v, a) -> PythonText.str(v).toLowerCase(Locale.ROOT));
    filters.put("capitalize", (e, v, a) -> StringMethods.capitalize(PythonText.str(v)));
    filters.put("title", (e, v, a) -> title(PythonText.str(v)));
    filters.put("trim", (e, v, a) -> trim(PythonText.str(v), a));
    filters.put("replace", TextFilters::replace);
    filters.put("indent", (e, v, a) -> indent(e, PythonText.str(v), a));
    filters.put("center", TextFilters::center);
    filters.put("truncate", (e, v, a) -> truncate(PythonText.str(v), a));
    filters.put("wordcount", (e, v, a) -> WORD.matcher(PythonText.str(v)).results().count());
    filters.put("tojson", (e, v, a) -> JsonText.write(v, a, e.budget()));
    filters.put("pprint", (e, v, a) -> PythonText.repr(v));
    filters.put("format", TextFilters::format);
  }

  private static String trim(String text, CallArguments arguments) {
    return PythonText.strip(text, arguments.text(0, "chars", null), true, true);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  private static String title(String text) {
    return TITLE_WORD
        .matcher(text)
        .replaceAll(word -> Matcher.quoteReplacement(StringMethods.capitalize(word.group())));
  }

  private static Object replace(Evaluator evaluator, Object value, CallArguments arguments) {
    return StringMethods.replace(
        PythonText.str(value),
        PythonText.str(arguments.require(0, "old")),
        PythonText.str(arguments.require(1, "new")),
        arguments.integer(2, "count", -1),
        evaluator.budget());
  }

  private static Object center(Evaluator evaluator, Object value, CallArguments arguments) {
    long width = arguments.integer(0, "width", 80);
    return StringMethods.named(PythonText.str(value), "center", evaluator.budget())
        .call(new CallArguments(List.of(width), Map.of()));
  }

  private static String indent(Evaluator evaluator, String text, CallArguments arguments) {
    Object width = arguments.get(0, "width", 4L);
    String space =
        width instanceof String own
            ? own
            : (String) new Operators(evaluator.budget()).apply("*", " ", width);
    boolean first = arguments.flag(1, "first", false);
    boolean blank = arguments.flag(2, "blank", false);
    StringBuilder out = new StringBuilder();
    List<Object> lines = SplitMethods.lines(text + "\n", false);
    for (int i = 0; i < lines.size(); i++) {
      String line = (String) lines.get(i);
      boolean indented = i == 0 ? first : blank || !line.isEmpty();
      out.append(i == 0 ? "" : "\n").append(indented ? space : "").append(line);
      evaluator.budget().text(out.length());
    }
    return out.toString();
  }

  private static String truncate(String text, CallArguments arguments) {
    String end = arguments.text(2, "end", "...");
    long length = arguments.integer(0, "length", 255);
    if (length < end.length()) {
      throw JinjaError.value("expected length >= " + end.length() + ", got " + length);
    }
    if (PythonText.length(text) <= length + arguments.integer(3, "leeway", 5)) {
      return text;
    }
    String cut = text.substring(0, text.offsetByCodePoints(0, (int) length - end.length()));
    int lastSpace = cut.lastIndexOf(' ');
    boolean wholeWords = !arguments.flag(1, "killwords", false) && lastSpace >= 0;
    return (wholeWords ? cut.substring(0, lastSpace) : cut) + end;
  }

  private static Object format(Evaluator evaluator, Object value, CallArguments arguments) {
    Object values =
        arguments.keywords().isEmpty() ? new Tuple(arguments.positional()) : arguments.keywords();
    return PercentFormat.format(PythonText.str(value), values, evaluator.budget());
  }
}
