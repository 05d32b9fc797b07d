package dev.sluice.tokenizer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.sluice.tokenizer",
    importOptions = ImportOption.DoNotIncludeTests.class)
class RoomRulesTest {
  private static final String ROOT = "dev.sluice.tokenizer";

  @ArchTest
  static final ArchRule service_knowsNoOtherService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.engine..",
              "dev.sluice.inference..",
              "dev.sluice.gateway..",
              "dev.sluice.admin..");

  @ArchTest
  static final ArchRule rooms_doNotImportTheRoot =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + ".*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT);

  @ArchTest
  static final ArchRule catalog_importsNoOtherRoom =
      noOtherRoom("catalog", "text", "chat", "versions");

  @ArchTest static final ArchRule text_importsOnlyCatalog = noOtherRoom("text", "chat", "versions");

  @ArchTest
  static final ArchRule versions_importOnlyCatalog = noOtherRoom("versions", "text", "chat");

  @ArchTest
  static final ArchRule names_sayWhatAClassIs =
      classes().should().haveNameNotMatching(".*(Service|Manager|Helper|Impl|Util)");

  private static ArchRule noOtherRoom(String room, String... others) {
    String[] packages = new String[others.length];
    for (int i = 0; i < others.length; i++) {
      packages[i] = ROOT + "." + others[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage(ROOT + "." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
