package dev.sluice.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CatalogueTest {
  private final Catalogue catalogue = Catalogue.bundled();

  @Test
  void bundled_everyModel_hasFileSizeSumAndSource() {
    assertThat(catalogue.models())
        .isNotEmpty()
        .allSatisfy(
            model -> {
              assertThat(model.file()).endsWith(".gguf");
              assertThat(model.bytes()).isPositive();
              assertThat(model.sha256()).matches("[0-9a-f]{64}");
              assertThat(model.hub() != null || model.bundled() != null).isTrue();
            });
  }

  @Test
  void find_otherCase_finds() {
    assertThat(catalogue.find("SmolLM2-135M-Instruct"))
        .hasValueSatisfying(model -> assertThat(model.name()).isEqualTo(Catalogue.DEFAULT_MODEL));
  }

  @Test
  void get_unknownName_listsTheKnownOnes() {
    assertThatThrownBy(() -> catalogue.get("gpt-9"))
        .hasMessageContaining("'gpt-9'")
        .hasMessageContaining(Catalogue.DEFAULT_MODEL)
        .hasMessageContaining(Catalogue.BUNDLED_MODEL);
  }
}
