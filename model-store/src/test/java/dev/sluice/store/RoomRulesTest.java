package dev.sluice.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.sluice.store", importOptions = DoNotIncludeTests.class)
class RoomRulesTest {

  @ArchTest
  static final ArchRule store_needsOnlyJavaAndTheContract =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "javax.net.ssl..", "dev.sluice.contract..", "dev.sluice.store..");

  @ArchTest
  static final ArchRule files_doNotKnowTheLifecycle =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.store")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.sluice.store.lifecycle..");

  @ArchTest
  static final ArchRule names_sayWhatAClassIs =
      classes().should().haveNameNotMatching(".*(Service|Manager|Helper|Impl|Util)");
}
