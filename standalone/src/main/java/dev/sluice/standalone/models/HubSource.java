package dev.sluice.standalone.models;

import dev.sluice.standalone.terminal.Progress;
import dev.sluice.store.ResumableDownload;
import dev.sluice.store.SourceException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** The Hugging Face hub, or the mirror that {@code HF_ENDPOINT} names. */
final class HubSource implements ModelSource {
  static final URI HUB = URI.create("https://huggingface.co");
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);

  private final URI endpoint;

  HubSource(URI endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public String title() {
    return "the hub at " + endpoint.getAuthority();
  }

  @Override
  public boolean has(CatalogueModel model) {
    return model.hub() != null;
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public void fetch(CatalogueModel model, Path part, Progress progress)
      throws SourceException, IOException {
    CatalogueModel.HubFile file = model.hub();
    URI address =
        URI.create(
            endpoint + "/" + file.repository() + "/resolve/" + file.revision() + "/" + file.path());
    new ResumableDownload(
            CONNECT_TIMEOUT, READ_TIMEOUT, ResumableDownload.anyRedirectFrom(endpoint))
        .fetch(address, part, model.bytes(), progress::at);
  }
}
