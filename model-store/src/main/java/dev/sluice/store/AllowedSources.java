package dev.sluice.store;

import dev.sluice.contract.VersionSource;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Turns a wished source into a place that may be read: an existing file inside the roots, links
 * resolved, or an address under an allowed prefix. What the settings do not allow is refused before
 * anything is asked of it. Immutable.
 */
public final class AllowedSources {
  private final SourceSettings settings;
  private final List<Path> roots;

  /** Where to read. */
  sealed interface Place {
    /** Files that are here. */
    record Local(Path path) implements Place {}

    /**
     * A file to fetch.
     *
     * @param key identifies the content as far as the source's words do
     * @param title of who gives it, without secrets
     */
    record Remote(
        URI address,
        String key,
        String fileName,
        String sha256,
        String title,
        Predicate<URI> redirects)
        implements Place {}
  }

  public AllowedSources(SourceSettings settings) {
    this.settings = settings;
    this.roots = new ArrayList<>(settings.roots());
    if (settings.folder() != null) {
      roots.add(settings.folder());
    }
  }

  /**
   * @throws SourceRefusedException when the source is malformed, not allowed, or a path where
   *     nothing is
   */
  Place place(VersionSource source) {
    if (source == null) {
      throw new SourceRefusedException("source", "'source' is missing");
    }
    long named =
        Stream.of(source.path(), source.url(), source.repository())
            .filter(AllowedSources::isGiven)
            .count();
    if (named != 1) {
      throw new SourceRefusedException(
          "source", "a source has exactly one of path, url and repository, and not " + named);
    }
    if (isGiven(source.sha256()) && !Checksum.isSha256(source.sha256())) {
      throw new SourceRefusedException("sha256", "sha256 has not the form of 64 hex digits");
    }
    if (isGiven(source.path())) {
      return new Place.Local(local(source.path()));
    }
    if (settings.folder() == null) {
      throw new SourceRefusedException(
          "source", "nothing can be fetched here: the setting sources.folder is not set");
    }
    return isGiven(source.url()) ? ofUrl(source) : ofHub(source);
  }

  private Path local(String text) {
    Path wished = path(text);
    for (Path root : roots) {
      Path candidate = root.resolve(wished).toAbsolutePath().normalize();
      if (candidate.startsWith(root.toAbsolutePath().normalize()) && Files.exists(candidate)) {
        return real(candidate, text);
      }
    }
    throw new SourceRefusedException(
        "path", "there is no '%s' in the folders that sources.roots allows".formatted(text));
  }

  /** Links must not lead out of the roots. */
  private Path real(Path candidate, String text) {
    try {
      Path real = candidate.toRealPath();
      for (Path root : roots) {
        if (Files.exists(root) && real.startsWith(root.toRealPath())) {
          return real;
        }
      }
    } catch (IOException e) {
      throw new SourceRefusedException("path", "'%s' cannot be read".formatted(text));
    }
    throw new SourceRefusedException(
        "path", "'%s' leads out of the folders that sources.roots allows".formatted(text));
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new SourceRefusedException("path", "'%s' is not a path".formatted(text));
    }
  }

  private Place ofUrl(VersionSource source) {
    URI address = uri(source.url());
    if (!isUnderPrefix(address)) {
      throw new SourceRefusedException(
          "url",
          "no file may be fetched from %s: no prefix of sources.urls matches"
              .formatted(address.getHost()));
    }
    if (!isGiven(source.sha256())) {
      throw new SourceRefusedException("sha256", "a source with a url needs a sha256");
    }
    String sha256 = source.sha256().toLowerCase(Locale.ROOT);
    return new Place.Remote(
        address,
        sha256,
        lastSegment(address.getPath()),
        sha256,
        address.getHost(),
        this::isUnderPrefix);
  }

  private static URI uri(String text) {
    try {
      URI address = new URI(text);
      if (address.getHost() != null && address.getPath() != null) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Said below, without the text, which may hold a signature.
    }
    throw new SourceRefusedException("url", "the url is not a complete address");
  }

  /** Compared part by part: a text prefix would let {@code http://good.host@evil/} pass. */
  private boolean isUnderPrefix(URI address) {
    return settings.urls().stream()
        .anyMatch(
            prefix ->
                prefix.getScheme().equalsIgnoreCase(address.getScheme())
                    && prefix.getRawAuthority().equalsIgnoreCase(address.getRawAuthority())
                    && !hasDotSegment(address.getPath())
                    && address.getPath().startsWith(prefix.getPath()));
  }

  private Place ofHub(VersionSource source) {
    URI hub = settings.hub();
    if (hub == null) {
      throw new SourceRefusedException(
          "repository", "no hub is allowed here: the setting sources.hub is not set");
    }
    String revision = isGiven(source.revision()) ? source.revision() : "main";
    checkName("repository", source.repository(), "[\\w.-]+/[\\w.-]+");
    checkName("revision", revision, "[\\w./-]+");
    checkName("file", source.file(), "[\\w .+/-]+");
    String path = "/%s/resolve/%s/%s".formatted(source.repository(), revision, source.file());
    String sha256 = isGiven(source.sha256()) ? source.sha256().toLowerCase(Locale.ROOT) : null;
    return new Place.Remote(
        child(hub, path),
        sha256 != null ? sha256 : Checksum.ofText(path),
        lastSegment(source.file()),
        sha256,
        "the hub at " + hub.getAuthority(),
        this::isHubStorage);
  }

  private static URI child(URI base, String path) {
    try {
      String root = base.getPath() == null ? "" : base.getPath().replaceFirst("/$", "");
      return new URI(base.getScheme(), base.getAuthority(), root + path, null, null);
    } catch (URISyntaxException e) {
      throw new SourceRefusedException("file", "'%s' cannot be part of an address".formatted(path));
    }
  }

  private boolean isHubStorage(URI target) {
    URI hub = settings.hub();
    if (target.getHost() == null || !ResumableDownload.anyRedirectFrom(hub).test(target)) {
      return false;
    }
    String host = target.getHost().toLowerCase(Locale.ROOT);
    return hub.getRawAuthority().equalsIgnoreCase(target.getRawAuthority())
        || settings.hubStorage().stream()
            .anyMatch(allowed -> host.equals(allowed) || host.endsWith("." + allowed));
  }

  private static void checkName(String field, String value, String form) {
    if (value == null || !value.matches(form) || hasDotSegment(value)) {
      throw new SourceRefusedException(
          field, "'%s' cannot be the %s of a file on the hub".formatted(value, field));
    }
  }

  private static boolean hasDotSegment(String path) {
    return Stream.of(path.split("[/\\\\]", -1)).anyMatch(s -> s.equals(".") || s.equals(".."));
  }

  private static String lastSegment(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static boolean isGiven(String text) {
    return text != null && !text.isBlank();
  }
}
