package dev.sluice.engine.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model's settings under GGUF's keys, whatever format they came from. Values are {@link String},
 * {@link Long} (all integers), {@link Double}, {@link Boolean}, {@code String[]}, {@code long[]} or
 * {@code double[]}. Every getter throws a {@link WeightException} that names the key and the value
 * when it is not what was asked for.
 */
public final class Settings {
  private final Map<String, Object> values;

  public Settings(Map<String, Object> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** All of them, in order. */
  public Map<String, Object> values() {
    return values;
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  public String text(String key, String fallback) {
    String value = value(key, String.class, "a text");
    return value == null ? fallback : value;
  }

  public boolean flag(String key, boolean fallback) {
    Boolean value = value(key, Boolean.class, "true or false");
    return value == null ? fallback : value;
  }

  /** A finite number. */
  public double number(String key, double fallback) {
    Object value = values.get(key);
    if (value instanceof Long integer) {
      return integer;
    }
    Double number = value(key, Double.class, "a number");
    if (number != null && !Double.isFinite(number)) {
      throw new WeightException("'" + key + "' is " + number + ", not a finite number");
    }
    return number == null ? fallback : number;
  }

  /** A number in {@code least .. most}. */
  public double number(String key, double fallback, double least, double most) {
    double number = number(key, fallback);
    if (number < least || number > most) {
      throw new WeightException(
          "'" + key + "' is " + number + ", expected " + least + " to " + most);
    }
    return number;
  }

  /** A count from 1 to {@code most}; the key must be there. */
  public int count(String key, int most) {
    if (!has(key)) {
      throw new WeightException("the model's settings have no '" + key + "'");
    }
    return count(key, 0, most);
  }

  /** A count from 1 to {@code most}. */
  public int count(String key, int fallback, int most) {
    return (int) integer(key, fallback, 1, most);
  }

  /** An integer in {@code least .. most}. */
  public long integer(String key, long fallback, long least, long most) {
    Long value = value(key, Long.class, "an integer");
    long integer = value == null ? fallback : value;
    if (integer < least || integer > most) {
      throw new WeightException(
          "'" + key + "' is " + integer + ", expected " + least + " to " + most);
    }
    return integer;
  }

  /** An array of integers or flags (as 1 and 0), or null when absent or a single value. */
  public long[] integers(String key) {
    return values.get(key) instanceof long[] array ? array : null;
  }

  private <T> T value(String key, Class<T> type, String expected) {
    Object value = values.get(key);
    if (value != null && !type.isInstance(value)) {
      throw new WeightException(
          "'" + key + "' is a " + value.getClass().getSimpleName() + ", expected " + expected);
    }
    return type.cast(value);
  }
}
