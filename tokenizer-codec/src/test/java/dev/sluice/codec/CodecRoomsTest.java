package dev.sluice.codec;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.sluice.codec", importOptions = ImportOption.DoNotIncludeTests.class)
class CodecRoomsTest {
  @ArchTest
  static final ArchRule native_library_only_in_bpe =
      noClasses()
          .that()
          .resideOutsideOfPackage("..codec.bpe..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule jinja_imports_only_the_interface =
      classes()
          .that()
          .resideInAPackage("..codec.jinja..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "dev.sluice.codec", "dev.sluice.codec.jinja");

  @ArchTest
  static final ArchRule decoding_is_plain_java =
      classes()
          .that()
          .resideInAPackage("..codec.vocabulary..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "tools.jackson..", "dev.sluice.codec", "dev.sluice.codec.vocabulary");

  @ArchTest
  static final ArchRule gguf_imports_nothing_of_sluice =
      noClasses()
          .that()
          .resideInAPackage("..codec.gguf..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are in another room of the codec",
                  c ->
                      c.getPackageName().startsWith("dev.sluice")
                          && !c.getPackageName().startsWith("dev.sluice.codec.gguf")));

  @ArchTest
  static final ArchRule no_spring_and_no_engine =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "dev.sluice.engine..");

  @ArchTest
  static final ArchRule no_empty_names =
      noClasses()
          .should()
          .haveNameMatching(".*(Service|Manager|Helper|Impl|Util|Utils)")
          .orShould()
          .resideInAnyPackage("..common..", "..util..", "..config..", "..impl..");
}
