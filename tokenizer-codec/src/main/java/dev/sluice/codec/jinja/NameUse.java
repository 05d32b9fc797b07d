package dev.sluice.codec.jinja;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;

/**
 * Whether a name is read anywhere in a tree: a macro takes extra arguments only if it uses them.
 */
final class NameUse {
  private NameUse() {}

  static boolean occurs(String name, Object node) {
    return switch (node) {
      case Expression.Name found -> found.name().equals(name);
      case List<?> nodes -> nodes.stream().anyMatch(each -> occurs(name, each));
      case Record parts -> occursInParts(name, parts);
      case null, default -> false;
    };
  }

  private static boolean occursInParts(String name, Record node) {
    for (RecordComponent part : node.getClass().getRecordComponents()) {
      try {
        if (occurs(name, part.getAccessor().invoke(node))) {
          return true;
        }
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("the tree's own records are readable", e);
      }
    }
    return false;
  }
}
