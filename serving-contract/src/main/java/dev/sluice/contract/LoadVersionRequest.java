package dev.sluice.contract;

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
 */
public record LoadVersionRequest(
    String name,
    VersionSource source,
    Integer contextLength,
    String ropeScaling,
    Long kvCacheBytes) {}
