package dev.sluice.contract;

import java.util.regex.Pattern;

/**
 * Asks a pod or the tokenizer service to have a version ({@code POST} {@link
 * InternalPaths#VERSIONS}); the answer is the version's {@link VersionStatus}. Asking again for the
 * same thing joins what goes on, or starts over what has failed; asking for something else under a
 * name that is taken is a {@code CONFLICT}.
 *
 * @param name what requests write in {@code model}: letters, digits and {@code . _ : @ / + -}
 * @param contextLength most tokens of one sequence, null or 0 for the model's own
 * @param ropeScaling scaling of positions such as {@code yarn:4}, null for the model's own
 * @param kvCacheBytes budget of the key/value cache, null or 0 lets the pod choose; the tokenizer
 *     service has no use for it
 * @param tag the asker's word for exactly this wish, told again in {@link VersionStatus#tag}; null
 *     for none
 */
public record LoadVersionRequest(
    String name,
    VersionSource source,
    Integer contextLength,
    String ropeScaling,
    Long kvCacheBytes,
    String tag) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][\\w.:@/+-]{0,199}");

  /** A wish of somebody who can tell it from others by its name. */
  public LoadVersionRequest(
      String name,
      VersionSource source,
      Integer contextLength,
      String ropeScaling,
      Long kvCacheBytes) {
    this(name, source, contextLength, ropeScaling, kvCacheBytes, null);
  }

  /** Whether a version can be called so. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The same with that context. */
  public LoadVersionRequest withContextLength(Integer tokens) {
    return new LoadVersionRequest(name, source, tokens, ropeScaling, kvCacheBytes, tag);
  }
}
