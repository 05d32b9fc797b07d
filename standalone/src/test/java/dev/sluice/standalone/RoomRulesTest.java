package dev.sluice.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.sluice.standalone", importOptions = DoNotIncludeTests.class)
class RoomRulesTest {

  @ArchTest
  static final ArchRule nothing_but_the_entry_point_knows_the_commands =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..models..",
              "..measure..",
              "..plot..",
              "..stack..",
              "..terminal..",
              "dev.sluice.standalone.admin..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.sluice.standalone.command..");

  @ArchTest
  static final ArchRule rooms_below_the_commands_do_not_know_each_other =
      noClasses()
          .that()
          .resideInAnyPackage("..standalone.measure..", "..standalone.stack..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..standalone.models..", "..standalone.terminal..");

  @ArchTest
  static final ArchRule measuring_and_serving_are_apart =
      noClasses()
          .that()
          .resideInAPackage("..standalone.measure..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..standalone.stack..");

  @ArchTest
  static final ArchRule the_terminal_needs_only_java_and_the_log =
      classes()
          .that()
          .resideInAPackage("..standalone.terminal..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "ch.qos.logback..", "dev.sluice.standalone.terminal..");

  @ArchTest
  static final ArchRule plots_need_only_java =
      classes()
          .that()
          .resideInAPackage("..standalone.plot..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "javax.imageio..", "dev.sluice.standalone.plot..");

  @ArchTest
  static final ArchRule spring_stays_in_the_stack =
      noClasses()
          .that()
          .resideOutsideOfPackage("..standalone.stack..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework..");

  @ArchTest
  static final ArchRule names_say_what_a_class_is =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Util");
}
