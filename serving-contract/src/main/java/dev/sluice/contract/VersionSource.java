package dev.sluice.contract;

/**
 * Where a version's files come from: exactly one of {@code path}, {@code url} and {@code
 * repository} is set. Which of them a service accepts is its own setting.
 *
 * @param path a GGUF file or a Hugging Face folder on the service's own disk; a relative one is
 *     looked for in the service's model folders
 * @param url a GGUF file; needs {@code sha256}
 * @param repository of the hub, for example {@code owner/name}; needs {@code file}
 * @param revision commit, tag or branch of the repository, null for {@code main}
 * @param file a GGUF file's path inside the repository
 * @param sha256 64 hex digits of the whole file; for a repository it may be left out, and then the
 *     hub's own statement counts where it makes one
 */
public record VersionSource(
    String path, String url, String repository, String revision, String file, String sha256) {

  public static VersionSource ofPath(String path) {
    return new VersionSource(path, null, null, null, null, null);
  }

  public static VersionSource ofUrl(String url, String sha256) {
    return new VersionSource(null, url, null, null, null, sha256);
  }

  public static VersionSource ofHub(
      String repository, String revision, String file, String sha256) {
    return new VersionSource(null, null, repository, revision, file, sha256);
  }
}
