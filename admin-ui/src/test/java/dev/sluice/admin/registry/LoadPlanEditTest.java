package dev.sluice.admin.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.VersionSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadPlanEditTest {
  private static final String SHA = "0f".repeat(32);
  private static final VersionSource PATH = VersionSource.ofPath("a.gguf");

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "linear:4", "dynamic:2", "yarn:4:orig=2048", "llama3:8", "YaRN:1.5"})
  void ropeScaling_asTheEngineTakesIt_stays(String text) {
    assertThat(new LoadPlanEdit(PATH, null, text, null).checked().ropeScaling()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"linear", "linear:", "linear:0.5", "linear:x", "ntk:4", "yarn:4:2048", "none:1"})
  void ropeScaling_otherwise_isRefusedWithTheValue(String text) {
    assertRefused(new LoadPlanEdit(PATH, null, text, null), "ropeScaling", text);
  }

  @Test
  void numbers_outOfRange_areRefusedWithTheValue() {
    assertRefused(new LoadPlanEdit(PATH, 0, null, null), "contextLength", "0");
    assertRefused(new LoadPlanEdit(PATH, null, null, -5L), "kvCacheBytes", "-5");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, -, -, -, source",
        "a, http://h/f, -, -, -, source",
        "a, -, -, f, -, source.file",
        "-, ftp://h/f, -, -, SHA, source.url",
        "-, https://h, -, -, SHA, source.url",
        "-, https://h/f, -, -, -, source.sha256",
        "-, https://h/f, -, -, 12, source.sha256",
        "-, https://u:secretword@h/f, -, -, SHA, source.url",
        "-, https://h/f?sig=secretword, -, -, SHA, source.url",
        "-, -, o/n, -, -, source.file",
        "-, -, o, f, -, source.repository",
        "-, -, o/.., f, -, source.repository",
        "-, -, o/n, ../f, -, source.file",
      })
  void source_malformed_isRefusedByItsField(
      String path, String url, String repository, String file, String sha256, String field) {
    String sum = "SHA".equals(sha256) ? SHA : sha256;
    VersionSource source = new VersionSource(path, url, repository, null, file, sum);
    assertThatThrownBy(() -> new LoadPlanEdit(source, null, null, null).checked())
        .isInstanceOfSatisfying(
            ApiFailure.class, refused -> assertThat(refused.detail().param()).isEqualTo(field))
        .hasMessageNotContaining("secretword");
  }

  private static void assertRefused(LoadPlanEdit edit, String field, String value) {
    assertThatThrownBy(edit::checked)
        .isInstanceOfSatisfying(
            ApiFailure.class, refused -> assertThat(refused.detail().param()).isEqualTo(field))
        .hasMessageContaining(value);
  }
}
