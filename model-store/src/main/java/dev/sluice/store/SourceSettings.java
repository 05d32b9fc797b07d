package dev.sluice.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where versions may come from. Without any of it only paths in the service's own model folder are
 * allowed.
 *
 * @param folder where fetched files go, also a root for paths; null fetches nothing
 * @param roots folders whose files may be named by path
 * @param urls prefixes of addresses that files may be fetched from, each ending in a slash
 * @param hub the hub or its mirror, null for none
 * @param hubStorage hosts, or their parent domains, that the hub may redirect to
 */
public record SourceSettings(
    Path folder, List<Path> roots, List<URI> urls, URI hub, List<String> hubStorage) {

  public SourceSettings {
    roots = roots == null ? List.of() : List.copyOf(roots);
    urls = urls == null ? List.of() : List.copyOf(urls);
    hubStorage = hubStorage == null ? List.of("huggingface.co", "hf.co") : List.copyOf(hubStorage);
    urls.forEach(SourceSettings::checkPrefix);
    if (hub != null) {
      checkHttp("hub", hub);
    }
  }

  /** Nothing but paths in these folders. */
  public static SourceSettings ofRoots(Path... roots) {
    return new SourceSettings(null, List.of(roots), null, null, null);
  }

  /** The same with a model's folder as one root more, but never with the whole disk. */
  public SourceSettings withFolderOf(Path model) {
    Path root = model.toAbsolutePath().normalize().getParent();
    if (root == null || root.getNameCount() == 0) {
      return this;
    }
    List<Path> more = new ArrayList<>(roots);
    more.add(root);
    return new SourceSettings(folder, more, urls, hub, hubStorage);
  }

  private static void checkPrefix(URI prefix) {
    checkHttp("urls", prefix);
    if (prefix.getRawPath() == null || !prefix.getRawPath().endsWith("/")) {
      throw new IllegalArgumentException(
          "sources.urls has '%s', which does not end in a slash".formatted(prefix));
    }
  }

  private static void checkHttp(String key, URI address) {
    boolean isHttp = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
    if (!isHttp || address.getHost() == null || address.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "sources.%s has '%s', which is not an http or https address".formatted(key, address));
    }
  }
}
