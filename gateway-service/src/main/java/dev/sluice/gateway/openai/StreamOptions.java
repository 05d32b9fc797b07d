package dev.sluice.gateway.openai;

/**
 * How the answer is to be delivered.
 *
 * @param includeUsage a last chunk with the totals
 * @param continuousUsage the counts so far on each chunk
 */
record StreamOptions(boolean isStreamed, boolean includeUsage, boolean continuousUsage) {
  static StreamOptions of(Fields body) {
    boolean isStreamed = body.flag("stream", false);
    Fields options = body.object("stream_options");
    if (options == null) {
      return new StreamOptions(isStreamed, false, false);
    }
    if (!isStreamed) {
      throw body.invalid("stream_options", "'stream_options' needs 'stream' to be true.");
    }
    boolean includeUsage = options.flag("include_usage", false);
    return new StreamOptions(
        true, includeUsage, includeUsage && options.flag("continuous_usage_stats", false));
  }
}
