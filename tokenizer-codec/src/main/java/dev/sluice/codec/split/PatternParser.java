package dev.sluice.codec.split;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the part of Oniguruma's language that pre-tokenizers are written in: alternatives, repeated
 * characters and sets, optional and plain groups, look-ahead. Anything else is {@link Unsupported},
 * never read as something near.
 */
final class PatternParser extends SetParser {
  private static final int FOREVER = Integer.MAX_VALUE;
  private static final int MAX_DEPTH = 20;

  private boolean ignoreCase;
  private int depth;

  /** Parts are linked back to front, so a group is read before what follows it is known. */
  private interface Part {
    Node linkedTo(Node next);
  }

  private PatternParser(String pattern) {
    super(pattern);
  }

  /** The alternatives of a whole pattern. */
  static Node[] parse(String pattern) throws Unsupported {
    PatternParser parser = new PatternParser(pattern);
    List<Part> alternatives = parser.alternatives();
    if (!parser.atEnd()) {
      throw new Unsupported("a closing bracket too much in the pattern " + pattern);
    }
    return link(alternatives, Node.ACCEPT);
  }

  private static Node[] link(List<Part> alternatives, Node next) {
    return alternatives.stream().map(part -> part.linkedTo(next)).toArray(Node[]::new);
  }

  private List<Part> alternatives() throws Unsupported {
    if (++depth > MAX_DEPTH) {
      throw new Unsupported("groups nested deeper than " + MAX_DEPTH);
    }
    List<Part> alternatives = new ArrayList<>();
    do {
      alternatives.add(sequence());
    } while (take("|"));
    depth--;
    return alternatives;
  }

  private Part sequence() throws Unsupported {
    List<Part> parts = new ArrayList<>();
    while (!atEnd() && !sees("|") && !sees(")")) {
      parts.add(part());
    }
    if (parts.isEmpty()) {
      throw new Unsupported("an empty alternative in the pattern " + pattern);
    }
    return next -> {
      Node linked = next;
      for (Part part : parts.reversed()) {
        linked = part.linkedTo(linked);
      }
      return linked;
    };
  }

  private Part part() throws Unsupported {
    if (take("$")) {
      return Node.LineEnd::new;
    }
    if (take("(?!")) {
      return lookahead(false);
    }
    if (take("(?=")) {
      return lookahead(true);
    }
    if (take("(?i:")) {
      boolean outer = ignoreCase;
      ignoreCase = true;
      Part group = group();
      ignoreCase = outer;
      return group;
    }
    if (take("(?:")) {
      return group();
    }
    if (sees("(")) {
      throw new Unsupported("a group in the pattern " + pattern);
    }
    return repeated(new CodePointSet(single(ignoreCase)));
  }

  private Part lookahead(boolean wanted) throws Unsupported {
    List<Part> inside = alternatives();
    close();
    Node choice = new Node.Choice(link(inside, Node.ACCEPT));
    return next -> new Node.Lookahead(choice, wanted, next);
  }

  private Part group() throws Unsupported {
    List<Part> inside = alternatives();
    close();
    boolean optional = take("?");
    if (!atEnd() && "?*+{".indexOf(pattern.charAt(at)) >= 0) {
      throw new Unsupported("a repeated group in the pattern " + pattern);
    }
    return next -> {
      List<Node> nodes = new ArrayList<>(List.of(link(inside, next)));
      if (optional) {
        nodes.add(next);
      }
      return new Node.Choice(nodes.toArray(Node[]::new));
    };
  }

  private void close() throws Unsupported {
    if (!take(")")) {
      throw new Unsupported("an unclosed group in the pattern " + pattern);
    }
  }

  private Part repeated(CodePointSet set) throws Unsupported {
    int least = 1;
    int most = 1;
    boolean counted = false;
    if (take("?")) {
      least = 0;
    } else if (take("*")) {
      least = 0;
      most = FOREVER;
    } else if (take("+")) {
      most = FOREVER;
    } else if (take("{")) {
      counted = true;
      least = number();
      most = take(",") ? (sees("}") ? FOREVER : number()) : least;
      if (!take("}") || most < least) {
        throw new Unsupported("a count in the pattern " + pattern);
      }
    }
    boolean possessive = !counted && (least != 1 || most != 1) && take("+");
    if (!atEnd() && "?*+{".indexOf(pattern.charAt(at)) >= 0) {
      throw new Unsupported("a repetition in the pattern " + pattern);
    }
    int fewest = least;
    int largest = most;
    return next -> new Node.Repeat(set, fewest, largest, possessive, next);
  }

  private int number() throws Unsupported {
    int start = at;
    while (!atEnd() && Character.isDigit(pattern.charAt(at))) {
      at++;
    }
    if (at == start || at - start > 6) {
      throw new Unsupported("a count in the pattern " + pattern);
    }
    return Integer.parseInt(pattern.substring(start, at));
  }
}
