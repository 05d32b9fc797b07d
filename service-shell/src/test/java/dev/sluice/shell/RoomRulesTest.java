package dev.sluice.shell;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.sluice.shell", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomRulesTest {

  @ArchTest
  static final ArchRule shell_importsOnlyContractAndFrameworks =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "dev.sluice.shell",
              "dev.sluice.contract",
              "org.springframework..",
              "reactor..",
              "org.slf4j..",
              "tools.jackson..");

  @ArchTest
  static final ArchRule names_sayWhatAClassIs =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Service")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Util");
}
