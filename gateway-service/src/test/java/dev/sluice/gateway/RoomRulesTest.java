package dev.sluice.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms and who may import whom. */
@AnalyzeClasses(
    packages = "dev.sluice.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class RoomRulesTest {
  private static final String ROOT = "dev.sluice.gateway";
  private static final String OPENAI = ROOT + ".openai..";
  private static final String COMPLETION = ROOT + ".completion..";
  private static final String TENANT = ROOT + ".tenant..";
  private static final String QUOTA = ROOT + ".quota..";
  private static final String ROUTE = ROOT + ".route..";
  private static final String UPSTREAM = ROOT + ".upstream..";

  @ArchTest
  static final ArchRule OPENAI_KNOWS_COMPLETION_ONLY =
      noClasses()
          .that()
          .resideInAPackage(OPENAI)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT, TENANT, QUOTA, ROUTE, UPSTREAM);

  @ArchTest
  static final ArchRule COMPLETION_KNOWS_NO_WIRE =
      noClasses()
          .that()
          .resideInAPackage(COMPLETION)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT, OPENAI, "org.springframework.web..", "org.springframework.http..");

  @ArchTest static final ArchRule TENANT_IS_ALONE = alone(TENANT, QUOTA, ROUTE, UPSTREAM);
  @ArchTest static final ArchRule QUOTA_IS_ALONE = alone(QUOTA, TENANT, ROUTE, UPSTREAM);
  @ArchTest static final ArchRule ROUTE_IS_ALONE = alone(ROUTE, TENANT, QUOTA, UPSTREAM);
  @ArchTest static final ArchRule UPSTREAM_IS_ALONE = alone(UPSTREAM, TENANT, QUOTA, ROUTE);

  @ArchTest
  static final ArchRule NAMES_SAY_SOMETHING =
      classes().should().haveNameNotMatching(".*(Service|Manager|Helper|Impl|Util|Utils)");

  private static ArchRule alone(String room, String first, String second, String third) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT, OPENAI, COMPLETION, first, second, third);
  }
}
