package dev.sluice.gateway.completion;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GatewaySnapshot.PublicModel;
import dev.sluice.contract.GatewaySnapshot.Target;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.ServedVersion;
import dev.sluice.gateway.route.PodTable;
import dev.sluice.gateway.tenant.TenantDirectory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.springframework.stereotype.Component;

/** From the name a client writes to a model that some pod serves now. */
@Component
public class ModelCatalog {
  /**
   * A name a client may use.
   *
   * @param contextLength null while no pod serves it
   */
  public record Listed(String name, Integer contextLength) {}

  /**
   * The outcome of a resolution.
   *
   * @param publicName as clients know it
   * @param weightsDigest null for any
   * @param deprecation null unless it is deprecated
   */
  record Resolved(
      String publicName, ServedModel model, String weightsDigest, Deprecation deprecation) {}

  private final TenantDirectory tenants;
  private final PodTable pods;
  private final RandomGenerator random = RandomGenerator.getDefault();

  ModelCatalog(TenantDirectory tenants, PodTable pods) {
    this.tenants = tenants;
    this.pods = pods;
  }

  /** The names this caller may use. */
  public List<Listed> list(Caller caller) {
    List<PublicModel> models = tenants.models();
    List<Listed> all =
        models.isEmpty()
            ? pods.readyModelsByName().stream()
                .map(model -> new Listed(model.name(), model.contextLength()))
                .toList()
            : models.stream().map(this::listed).toList();
    return all.stream().filter(model -> caller.tenant().mayUse(model.name())).toList();
  }

  /** One name that this caller may use. */
  public Listed find(Caller caller, String name) {
    return list(caller).stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  /**
   * Resolves a name.
   *
   * @param name null means the only model there is
   */
  Resolved resolve(Caller caller, String name) {
    if (caller.version() != null) {
      return byItself(caller.version());
    }
    String chosen = name == null ? onlyName(caller) : name;
    if (!caller.tenant().mayUse(chosen)) {
      throw RequestFailedException.of(
          ErrorCode.MODEL_NOT_ALLOWED,
          "model",
          "This API key may not use the model '%s'.".formatted(chosen));
    }
    if (tenants.models().isEmpty()) {
      return pods.served(chosen, null)
          .map(model -> new Resolved(chosen, model, null, null))
          .orElseThrow(() -> absent(chosen));
    }
    PublicModel model = tenants.model(chosen).orElseThrow(() -> unknown(chosen));
    List<Target> alive = model.targets().stream().filter(this::isServed).toList();
    if (alive.isEmpty()) {
      throw Failures.noPod(chosen);
    }
    Target target = draw(caller, model, alive);
    return served(target)
        .map(found -> new Resolved(chosen, found, target.weightsDigest(), deprecation(target)))
        .orElseThrow(() -> Failures.noPod(chosen));
  }

  private Resolved byItself(ServedVersion version) {
    return pods.served(version.servedModel(), version.weightsDigest())
        .map(model -> new Resolved(model.name(), model, version.weightsDigest(), null))
        .orElseThrow(() -> Failures.noPod(version.servedModel()));
  }

  private String onlyName(Caller caller) {
    List<Listed> all = list(caller);
    if (all.size() != 1) {
      throw RequestFailedException.of(
          ErrorCode.MISSING_FIELD,
          "model",
          "Say which model: there are %d to choose from.".formatted(all.size()));
    }
    return all.getFirst().name();
  }

  /** The place of who sticks to a target is a hash, so that all gateways choose alike. */
  private Target draw(Caller caller, PublicModel model, List<Target> targets) {
    int total = Math.max(1, targets.stream().mapToInt(Target::weight).sum());
    int left =
        switch (model.sticky()) {
          case NONE -> random.nextInt(total);
          case KEY -> place(caller.tenant().rootId(), "", total);
          case SESSION ->
              place(
                  caller.tenant().rootId(),
                  Objects.requireNonNullElse(caller.session(), ""),
                  total);
        };
    for (Target target : targets) {
      left -= target.weight();
      if (left < 0) {
        return target;
      }
    }
    return targets.getFirst();
  }

  private static int place(String key, String session, int total) {
    CRC32C hash = new CRC32C();
    hash.update((key + '\n' + session).getBytes(StandardCharsets.UTF_8));
    return (int) (hash.getValue() % total);
  }

  private static Deprecation deprecation(Target target) {
    return target.deprecatedAtEpochMillis() == null
        ? null
        : new Deprecation(target.deprecatedAtEpochMillis(), target.sunsetAtEpochMillis());
  }

  private boolean isServed(Target target) {
    return target.weight() > 0 && served(target).isPresent();
  }

  private Optional<ServedModel> served(Target target) {
    return pods.served(target.servedModel(), target.weightsDigest());
  }

  private Listed listed(PublicModel model) {
    Integer context =
        model.targets().stream()
            .filter(target -> target.weight() > 0)
            .flatMap(target -> served(target).stream())
            .map(ServedModel::contextLength)
            .min(Integer::compare)
            .orElse(null);
    return new Listed(model.name(), context);
  }

  /**
   * With no list of public names and no pod in sight nobody can say that a name is unknown. In this
   * order, for a first pod may come into sight between the two questions.
   */
  private RequestFailedException absent(String name) {
    return !pods.hasReadyPod() || pods.isKnown(name) ? Failures.noPod(name) : unknown(name);
  }

  private static RequestFailedException unknown(String name) {
    return RequestFailedException.of(
        ErrorCode.MODEL_NOT_FOUND,
        "model",
        "The model '%s' does not exist. GET /v1/models lists the names."
            .formatted(shortened(name)));
  }

  private static String shortened(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "...";
  }
}
