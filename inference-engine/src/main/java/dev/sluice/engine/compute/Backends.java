package dev.sluice.engine.compute;

import dev.sluice.engine.compute.BackendProvider.Availability;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Chooses a backend. {@code auto} takes the usable one with the highest preference; one that was
 * asked for by name and is missing is an error, never a silent fallback.
 */
public final class Backends {
  /** Lets the machine decide. */
  public static final String AUTO = "auto";

  private Backends() {}

  /**
   * @param provider the chosen one
   * @param reason why, with what was passed over
   */
  public record Choice(BackendProvider provider, String reason) {}

  /** The choice among everything on the class path. */
  public static Choice choose(String wanted) {
    return choose(
        wanted,
        ServiceLoader.load(BackendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  /** The choice among these. */
  static Choice choose(String wanted, List<BackendProvider> providers) {
    List<BackendProvider> byPreference =
        providers.stream()
            .sorted(Comparator.comparingInt(BackendProvider::preference).reversed())
            .toList();
    if (!wanted.equals(AUTO)) {
      return chooseNamed(wanted, byPreference);
    }
    StringBuilder passed = new StringBuilder();
    for (BackendProvider provider : byPreference) {
      Availability availability = provider.probe();
      if (availability.usable()) {
        return new Choice(provider, availability.reason() + passed);
      }
      passed.append("; not ").append(provider.name()).append(": ").append(availability.reason());
    }
    throw new BackendUnavailableException("no compute backend can run here" + passed);
  }

  private static Choice chooseNamed(String wanted, List<BackendProvider> providers) {
    for (BackendProvider provider : providers) {
      if (provider.name().equals(wanted)) {
        Availability availability = provider.probe();
        if (!availability.usable()) {
          throw new BackendUnavailableException(
              "backend '" + wanted + "' cannot run here: " + availability.reason());
        }
        return new Choice(provider, "asked for; " + availability.reason());
      }
    }
    String names =
        providers.stream().map(BackendProvider::name).sorted().collect(Collectors.joining(", "));
    throw new BackendUnavailableException(
        "there is no backend '" + wanted + "': use auto, " + names);
  }
}
