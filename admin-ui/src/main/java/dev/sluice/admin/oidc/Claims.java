package dev.sluice.admin.oidc;

import dev.sluice.admin.access.ExternalUsers.Person;
import dev.sluice.admin.access.Role;
import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a token's claims, whose signature was checked, make of somebody here. */
final class Claims {
  private static final List<Role> STRONGEST_FIRST = List.of(Role.ADMIN, Role.OPERATOR, Role.VIEWER);

  private Claims() {}

  /** The person, or a refusal that says which rule was not met. */
  static Person person(Map<String, Object> claims, OidcSettings settings) {
    String subject = text(claims.get("sub"));
    if (subject.isEmpty()) {
      throw refused("the token has no subject");
    }
    checkDomain(claims, settings.allowedDomains());
    List<String> groups = values(claim(claims, settings.roleClaim()));
    if (!settings.allowedGroups().isEmpty() && !hasAny(groups, settings.allowedGroups())) {
      throw refused("none of your groups may log in here");
    }
    String name = text(claims.get(settings.nameClaim()));
    return new Person(
        settings.issuer(), subject, name.isEmpty() ? subject : name, role(groups, settings));
  }

  private static Role role(List<String> groups, OidcSettings settings) {
    return STRONGEST_FIRST.stream()
        .filter(role -> hasAny(groups, settings.valuesFor(role)))
        .findFirst()
        .orElseThrow(
            () -> refused("nothing in '%s' gives a role here".formatted(settings.roleClaim())));
  }

  /** An address that the provider has not verified may be anybody's. */
  private static void checkDomain(Map<String, Object> claims, List<String> allowed) {
    if (allowed.isEmpty()) {
      return;
    }
    String address = text(claims.get("email")).toLowerCase(Locale.ROOT);
    String domain = address.substring(address.lastIndexOf('@') + 1);
    boolean isVerified = "true".equals(text(claims.get("email_verified")));
    if (!isVerified || allowed.stream().noneMatch(domain::equalsIgnoreCase)) {
      throw refused("your e-mail address is not verified or not of a domain that may log in here");
    }
  }

  private static Object claim(Map<String, Object> claims, String path) {
    if (claims.containsKey(path)) {
      return claims.get(path);
    }
    Object value = claims;
    for (String step : path.split("\\.")) {
      value = value instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return value;
  }

  private static List<String> values(Object claim) {
    return switch (claim) {
      case null -> List.of();
      case Collection<?> many -> many.stream().map(Claims::text).toList();
      default -> List.of(text(claim));
    };
  }

  private static boolean hasAny(List<String> values, List<String> wanted) {
    return values.stream().anyMatch(wanted::contains);
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  private static ApiFailure refused(String reason) {
    return new ApiFailure(ErrorCode.PERMISSION_DENIED, reason);
  }
}
