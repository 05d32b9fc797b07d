package dev.sluice.gateway.route;

import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The pods with the last load each pushed. Safe for use by several threads. */
@Component
public class PodTable {
  /** One pod; {@code load} is null while it cannot be reached. */
  static final class Entry {
    final String address;
    final AtomicInteger inFlight = new AtomicInteger();
    final PrefixMemory prefixes = new PrefixMemory();
    volatile PodLoad load;

    Entry(String address) {
      this.address = address;
    }

    boolean isReady() {
      PodLoad current = load;
      return current != null && !current.draining();
    }
  }

  private final ConcurrentHashMap<String, Entry> pods = new ConcurrentHashMap<>();

  public void add(String address) {
    pods.computeIfAbsent(address, Entry::new);
  }

  public void remove(String address) {
    pods.remove(address);
  }

  /** A pod said how busy it is. */
  public void update(String address, PodLoad load) {
    Entry entry = pods.get(address);
    if (entry != null) {
      entry.load = load;
    }
  }

  /** A pod stopped talking. */
  public void lost(String address) {
    update(address, null);
  }

  /** A served model of a pod that takes streams. */
  public Optional<ServedModel> served(String name, String weightsDigest) {
    return readyModels().filter(model -> matches(model, name, weightsDigest)).findFirst();
  }

  /** Whether any pod, ready or not, was seen to serve this name. */
  public boolean isKnown(String name) {
    return entries()
        .filter(entry -> entry.load != null)
        .flatMap(entry -> entry.load.models().stream())
        .anyMatch(model -> model.name().equals(name));
  }

  /** The models that can be used now, each name once. */
  public List<ServedModel> readyModelsByName() {
    List<ServedModel> models = new ArrayList<>();
    readyModels()
        .filter(model -> models.stream().noneMatch(seen -> seen.name().equals(model.name())))
        .forEach(models::add);
    return models;
  }

  public boolean hasReadyPod() {
    return entries().anyMatch(Entry::isReady);
  }

  /** What is known of each pod, for reports. */
  public List<Seen> seen() {
    return entries()
        .map(entry -> new Seen(entry.address, entry.load, entry.inFlight.get()))
        .toList();
  }

  /**
   * @param load the last one, null while the pod cannot be reached
   * @param inFlight this gateway's streams there
   */
  public record Seen(String address, PodLoad load, int inFlight) {}

  Stream<Entry> entries() {
    return pods.values().stream();
  }

  static boolean matches(ServedModel model, String name, String weightsDigest) {
    return model.name().equals(name)
        && (weightsDigest == null || weightsDigest.equals(model.weightsDigest()));
  }

  private Stream<ServedModel> readyModels() {
    return entries()
        .map(entry -> entry.load)
        .filter(load -> load != null && !load.draining())
        .flatMap(load -> load.models().stream());
  }
}
