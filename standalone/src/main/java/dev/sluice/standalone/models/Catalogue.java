package dev.sluice.standalone.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The models known by name.
 *
 * @param models in the order in which they are listed
 */
public record Catalogue(List<CatalogueModel> models) {

  /** Served when no model is named. */
  public static final String DEFAULT_MODEL = "smollm2-135m-instruct";

  /** Served when the default cannot be had: it is inside this program. */
  public static final String BUNDLED_MODEL = "stories260k";

  private static final String RESOURCE = "/models/catalogue.json";

  public Catalogue {
    models = List.copyOf(models);
  }

  /** Reads the catalogue inside this program. */
  public static Catalogue bundled() {
    try (InputStream json = Catalogue.class.getResourceAsStream(RESOURCE)) {
      return JsonMapper.shared().readValue(json, Catalogue.class);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE, e);
    }
  }

  /** Names are compared without regard to case. */
  public Optional<CatalogueModel> find(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return models.stream()
        .filter(model -> model.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  /**
   * The model of that name.
   *
   * @throws ModelUnavailableException when there is none
   */
  public CatalogueModel get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new ModelUnavailableException(
                    "'"
                        + name
                        + "' is not a model that Sluice knows by name; it knows "
                        + String.join(", ", models.stream().map(CatalogueModel::name).toList())
                        + "."));
  }
}
