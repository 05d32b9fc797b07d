package dev.sluice.inference;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.sluice.inference",
    importOptions = ImportOption.DoNotIncludeTests.class)
class RoomRulesTest {
  private static final String ROOT = "dev.sluice.inference";

  @ArchTest
  static final ArchRule service_touchesOnlyTheEnginesFace =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.engine.tensor..",
              "dev.sluice.engine.compute..",
              "dev.sluice.engine.weights..",
              "dev.sluice.engine.cache..",
              "dev.sluice.engine.schedule..",
              "dev.sluice.engine.sampling..",
              "dev.sluice.engine.model.family..",
              "dev.sluice.codec..",
              "dev.sluice.gateway..",
              "dev.sluice.admin..",
              "dev.sluice.tokenizer..");

  @ArchTest
  static final ArchRule rooms_doNotImportTheRoot =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + ".*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT);

  @ArchTest
  static final ArchRule engines_importNoOtherRoom =
      noOtherRoom("engines", "stream", "load", "drain", "metrics", "versions");

  @ArchTest
  static final ArchRule load_importsNoOtherRoom =
      noOtherRoom("load", "stream", "drain", "metrics", "engines", "versions");

  @ArchTest
  static final ArchRule drain_importsOnlyEngines =
      noOtherRoom("drain", "stream", "load", "metrics", "versions");

  @ArchTest
  static final ArchRule metrics_importOnlyEngines =
      noOtherRoom("metrics", "stream", "load", "drain", "versions");

  @ArchTest
  static final ArchRule versions_importOnlyEngines =
      noOtherRoom("versions", "stream", "load", "drain", "metrics");

  @ArchTest
  static final ArchRule stream_importsOnlyEnginesAndMetrics =
      noOtherRoom("stream", "load", "drain", "versions");

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
