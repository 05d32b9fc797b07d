package dev.sluice.standalone.command.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A limit as people write it: {@code total_tokens/day=2000}, {@code concurrent_streams=5}.
 *
 * @param window null where there is none
 */
record LimitOption(String metric, String window, long limit) {
  private static final Pattern FORM = Pattern.compile("([a-z_]+)(?:/([a-z]+))?=(\\d{1,18})");

  /** For picocli. */
  static final class Converter implements ITypeConverter<LimitOption> {
    @Override
    public LimitOption convert(String text) {
      Matcher parts = FORM.matcher(text);
      if (!parts.matches()) {
        throw new TypeConversionException(
            "'%s' is no limit; write for example total_tokens/day=2000".formatted(text));
      }
      return new LimitOption(parts.group(1), parts.group(2), Long.parseLong(parts.group(3)));
    }
  }

  /** As the control plane takes it. */
  Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("metric", metric);
    body.put("window", window);
    body.put("limit", limit);
    return body;
  }
}
