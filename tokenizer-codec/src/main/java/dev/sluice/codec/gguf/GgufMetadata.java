package dev.sluice.codec.gguf;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Metadata in file order, which reads an array of strings when it is asked for. Immutable. */
final class GgufMetadata extends AbstractMap<String, Object> {
  private final Map<String, Object> stored;

  /**
   * @param stored arrays of strings as {@link GgufTexts}; kept, must not be changed
   */
  GgufMetadata(Map<String, Object> stored) {
    this.stored = stored;
  }

  @Override
  public boolean containsKey(Object key) {
    return stored.containsKey(key);
  }

  @Override
  public Object get(Object key) {
    return read(stored.get(key));
  }

  private static Object read(Object value) {
    return value instanceof GgufTexts texts ? texts.read() : value;
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return stored.size();
      }

      @Override
      public Iterator<Entry<String, Object>> iterator() {
        return new Entries(stored.entrySet().iterator());
      }
    };
  }

  private record Entries(Iterator<Entry<String, Object>> stored)
      implements Iterator<Entry<String, Object>> {
    @Override
    public boolean hasNext() {
      return stored.hasNext();
    }

    @Override
    public Entry<String, Object> next() {
      Entry<String, Object> entry = stored.next();
      return new LazyEntry(entry.getKey(), entry.getValue());
    }
  }

  private static final class LazyEntry extends SimpleImmutableEntry<String, Object> {
    LazyEntry(String key, Object stored) {
      super(key, stored);
    }

    @Override
    public Object getValue() {
      return read(super.getValue());
    }
  }
}
