package dev.sluice.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

/** The rooms of the engine and the one way their imports go. */
@AnalyzeClasses(
    packages = "dev.sluice.engine",
    importOptions = ImportOption.DoNotIncludeTests.class)
class EngineRoomsTest {
  private static final String ENGINE = "dev.sluice.engine.";

  @ArchTest static final ArchRule tensor_importsNoRoom = room("tensor");
  @ArchTest static final ArchRule sampling_importsNoRoom = room("sampling");

  @ArchTest
  static final ArchRule vectorExponentials_importSampling = room("sampling.vector", "sampling");

  @ArchTest static final ArchRule weights_importTensor = room("weights", "tensor");
  @ArchTest static final ArchRule quantize_importsTensor = room("quantize", "tensor");

  @ArchTest
  static final ArchRule convert_importsTensorQuantizeWeightsModel =
      room("convert", "tensor", "quantize", "weights", "model");

  @ArchTest static final ArchRule cache_importsTensor = room("cache", "tensor");

  @ArchTest
  static final ArchRule schedule_importsCacheAndSampling = room("schedule", "cache", "sampling");

  /** Backends are found as services: the compute room does not know them. */
  @ArchTest static final ArchRule compute_importsTensor = room("compute", "tensor");

  @ArchTest
  static final ArchRule scalarBackend_importsComputeAndTensor =
      room("compute.scalar", "compute", "tensor");

  @ArchTest
  static final ArchRule vectorBackend_importsComputeAndTensor =
      room("compute.vector", "compute", "tensor");

  @ArchTest
  static final ArchRule cudaBackend_importsComputeAndTensor =
      room("compute.cuda", "compute", "tensor");

  @ArchTest
  static final ArchRule model_importsTensorComputeWeightsCache =
      room("model", "model.family", "tensor", "compute", "weights", "cache");

  @ArchTest
  static final ArchRule families_importOnlyModelAndBelow =
      room("model.family", "model", "tensor", "compute", "weights", "cache");

  @ArchTest
  static final ArchRule generate_isImportedByNoRoom =
      noClasses()
          .that()
          .resideOutsideOfPackage(ENGINE + "generate..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ENGINE + "generate..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule jcuda_appearsInOneRoom =
      noClasses()
          .that()
          .resideOutsideOfPackage(ENGINE + "compute.cuda..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jcuda..");

  @ArchTest
  static final ArchRule engine_knowsNoSpring =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.springframework..");

  @ArchTest
  static final ArchRule names_sayWhatAClassIs =
      noClasses().should().haveNameMatching(".*(Service|Manager|Helper|Impl|Utils?)");

  @ArchTest
  static final ArchRule packages_haveNoDrawers =
      noClasses().should().resideInAnyPackage("..common..", "..util..", "..config..", "..impl..");

  /** Classes of one room, its sub-packages apart, depend on no engine room but those named. */
  private static ArchRule room(String name, String... allowed) {
    return classes()
        .that()
        .resideInAPackage(ENGINE + name)
        .should()
        .onlyDependOnClassesThat(outsideOfOtherRooms(name, allowed))
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaClass> outsideOfOtherRooms(String name, String... allowed) {
    return DescribedPredicate.describe(
        "are outside of the engine, or in " + name + " " + Arrays.toString(allowed),
        dependency -> {
          String from = dependency.getPackageName() + ".";
          return !from.startsWith(ENGINE)
              || from.equals(ENGINE + name + ".")
              || Arrays.stream(allowed).anyMatch(room -> from.equals(ENGINE + room + "."));
        });
  }
}
