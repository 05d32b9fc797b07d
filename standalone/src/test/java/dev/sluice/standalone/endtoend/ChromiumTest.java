package dev.sluice.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChromiumTest {
  @TempDir Path folder;

  @Test
  void find_nothingOnPath_saysWhatToInstall() {
    assertThatThrownBy(() -> Chromium.find(folder.toString()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("PATH has none of chromium, chromium-browser, google-chrome")
        .hasMessageContaining("install");
  }

  @Test
  void find_laterFolderOfPath_isFound() throws Exception {
    Path browser = Files.createFile(folder.resolve("google-chrome"));
    assertThat(browser.toFile().setExecutable(true)).isTrue();
    String path = "no/such/folder" + File.pathSeparator + File.pathSeparator + folder;
    assertThat(Chromium.find(path)).isEqualTo(browser);
  }
}
