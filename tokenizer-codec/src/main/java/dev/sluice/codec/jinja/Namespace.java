package dev.sluice.codec.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/** The one kind of value that a template may change: {@code namespace()}. */
final class Namespace {
  final Map<String, Object> attributes = new LinkedHashMap<>();
}
