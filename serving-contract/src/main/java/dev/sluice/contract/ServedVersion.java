package dev.sluice.contract;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * One version, asked for by itself instead of a public name that may draw another: the value of a
 * request header that only keys with {@link KeyScope#VERSIONS} may send. The control plane tries
 * versions with it that no client can reach yet.
 *
 * @param weightsDigest null for any weights under the name
 */
public record ServedVersion(String servedModel, String weightsDigest) {
  public static final String HEADER = "x-sluice-version";

  public ServedVersion {
    if (servedModel == null || servedModel.isBlank()) {
      throw new IllegalArgumentException("a version has a served model's name");
    }
  }

  /** The header's value: name and digest, each percent-encoded, with a semicolon between them. */
  public String header() {
    return weightsDigest == null
        ? encoded(servedModel)
        : encoded(servedModel) + ";" + encoded(weightsDigest);
  }

  /**
   * The reverse of {@link #header}.
   *
   * @throws IllegalArgumentException when it is no such value
   */
  public static ServedVersion parse(String header) {
    int end = header.indexOf(';');
    return end < 0
        ? new ServedVersion(decoded(header), null)
        : new ServedVersion(decoded(header.substring(0, end)), decoded(header.substring(end + 1)));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.strip(), StandardCharsets.UTF_8);
  }
}
