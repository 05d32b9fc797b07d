package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.VersionSource;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The form of a source. Pods and tokenizers check it against what they allow. */
final class SourceRules {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern REPOSITORY = Pattern.compile("[\\w.-]+/[\\w.-]+");
  private static final Pattern REVISION = Pattern.compile("[\\w./-]+");
  private static final Pattern FILE = Pattern.compile("[\\w .+/-]+");
  private static final int PATH_CHARACTERS = 1000;
  private static final int URL_CHARACTERS = 2000;
  private static final int FILE_CHARACTERS = 500;
  private static final int NAME_CHARACTERS = 200;

  private SourceRules() {}

  static VersionSource checked(VersionSource wish) {
    if (wish == null) {
      throw ApiFailure.missing("source");
    }
    long named =
        Stream.of(wish.path(), wish.url(), wish.repository()).filter(SourceRules::isGiven).count();
    if (named != 1) {
      throw ApiFailure.invalid(
          "source",
          "a source has exactly one of path, url and repository, and not %d".formatted(named));
    }
    if (isGiven(wish.path())) {
      refuseBeside(wish.revision(), "revision", "path");
      refuseBeside(wish.file(), "file", "path");
      String path = ModelNames.checked("source.path", wish.path(), PATH_CHARACTERS);
      return new VersionSource(path, null, null, null, null, sha256(wish.sha256()));
    }
    return isGiven(wish.url()) ? ofUrl(wish) : ofHub(wish);
  }

  private static VersionSource ofUrl(VersionSource wish) {
    refuseBeside(wish.revision(), "revision", "url");
    refuseBeside(wish.file(), "file", "url");
    String url = ModelNames.checked("source.url", wish.url(), URL_CHARACTERS);
    URI address = uri(url);
    boolean isHttp = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
    if (!isHttp || address.getHost() == null || address.getPath().length() < 2) {
      throw ApiFailure.invalid(
          "source.url", "source.url is '%s' and no http or https address of a file".formatted(url));
    }
    if (!isGiven(wish.sha256())) {
      throw ApiFailure.missing("source.sha256");
    }
    return VersionSource.ofUrl(url, sha256(wish.sha256()));
  }

  /** The text is kept and shown, so it must not hold what opens a door; errors do not repeat it. */
  private static URI uri(String url) {
    try {
      URI address = new URI(url);
      if (address.getRawUserInfo() != null
          || address.getRawQuery() != null
          || address.getRawFragment() != null) {
        throw ApiFailure.invalid(
            "source.url",
            "source.url has a login, a query or a fragment, which may be a secret and would be kept; name the plain address of the file");
      }
      return address;
    } catch (URISyntaxException e) {
      throw ApiFailure.invalid(
          "source.url", "source.url is no address (%s)".formatted(e.getReason()));
    }
  }

  private static VersionSource ofHub(VersionSource wish) {
    String revision = isGiven(wish.revision()) ? wish.revision() : null;
    checkForm("repository", wish.repository(), REPOSITORY, NAME_CHARACTERS);
    if (revision != null) {
      checkForm("revision", revision, REVISION, NAME_CHARACTERS);
    }
    if (!isGiven(wish.file())) {
      throw ApiFailure.missing("source.file");
    }
    checkForm("file", wish.file(), FILE, FILE_CHARACTERS);
    return VersionSource.ofHub(wish.repository(), revision, wish.file(), sha256(wish.sha256()));
  }

  private static void checkForm(String field, String value, Pattern form, int longest) {
    boolean hasDots =
        Stream.of(value.split("/", -1)).anyMatch(s -> s.equals(".") || s.equals(".."));
    if (value.length() > longest || !form.matcher(value).matches() || hasDots) {
      throw ApiFailure.invalid(
          "source." + field, "'%s' cannot be the %s of a file on the hub".formatted(value, field));
    }
  }

  private static String sha256(String text) {
    if (!isGiven(text)) {
      return null;
    }
    if (!SHA256.matcher(text.strip()).matches()) {
      throw ApiFailure.invalid(
          "source.sha256",
          "source.sha256 is '%s' and has not the form of 64 hex digits".formatted(text));
    }
    return text.strip().toLowerCase(Locale.ROOT);
  }

  private static void refuseBeside(String value, String field, String kind) {
    if (isGiven(value)) {
      throw ApiFailure.invalid(
          "source." + field, "source.%s is '%s' beside a %s".formatted(field, value, kind));
    }
  }

  private static boolean isGiven(String text) {
    return text != null && !text.isBlank();
  }
}
