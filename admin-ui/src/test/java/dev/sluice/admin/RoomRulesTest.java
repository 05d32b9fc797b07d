package dev.sluice.admin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** The rooms and who may import whom. */
@AnalyzeClasses(packages = "dev.sluice.admin", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomRulesTest {
  private static final String ROOT = "dev.sluice.admin";

  @ArchTest static final ArchRule API = room("api");
  @ArchTest static final ArchRule DATABASE = room("database");
  @ArchTest static final ArchRule AUDIT = room("audit", "api");
  @ArchTest static final ArchRule SNAPSHOT = room("snapshot", "api");
  @ArchTest static final ArchRule ACCESS = room("access", "api", "audit");
  @ArchTest static final ArchRule OIDC = room("oidc", "access", "api");
  @ArchTest static final ArchRule IDENTITY = room("identity", "api", "audit", "snapshot");

  @ArchTest static final ArchRule BOOTSTRAP = room("bootstrap", "access", "identity", "database");

  @ArchTest static final ArchRule USAGE = room("usage", "api", "identity");

  @ArchTest
  static final ArchRule QUOTA = room("quota", "api", "audit", "snapshot", "identity", "usage");

  @ArchTest static final ArchRule FLEET = room("fleet", "api", "audit", "usage");

  @ArchTest static final ArchRule LOADS = room("loads", "api", "audit", "fleet");

  @ArchTest
  static final ArchRule REGISTRY = room("registry", "api", "audit", "snapshot", "fleet", "loads");

  @ArchTest static final ArchRule PLAYGROUND = room("playground", "api", "identity", "registry");

  @ArchTest
  static final ArchRule ROLLOUT =
      room("rollout", "api", "audit", "registry", "usage", "playground");

  @ArchTest static final ArchRule WEB = room("web");

  @ArchTest
  static final ArchRule NAMES_SAY_SOMETHING =
      classes().should().haveNameNotMatching(".*(Service|Manager|Helper|Impl|Util|Utils)");

  /** A room imports itself, these other rooms, and whatever is no part of the control plane. */
  private static ArchRule room(String room, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(room), Arrays.stream(others))
            .map(name -> ROOT + "." + name)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(ROOT + "." + room + "..")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage(ROOT + "..")
                .and(
                    DescribedPredicate.describe(
                        "are of another room",
                        type ->
                            Arrays.stream(allowed).noneMatch(type.getPackageName()::startsWith))));
  }
}
