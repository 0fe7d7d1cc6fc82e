package mind.loadtest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Modules and packages depend on each other one way only. This module sees all others, so it is the
 * place to check.
 */
class DependencyTest {
  /** The compiler's packages: each may use itself and those before it. */
  private static final List<String> COMPILER =
      List.of(
          "mind.compiler.source",
          "mind.compiler.diagnostic",
          "mind.compiler.kernel",
          "mind.compiler.kernel.math",
          "mind.compiler.ir",
          "mind.compiler.interpret",
          "mind.compiler.syntax",
          "mind.compiler.format",
          "mind.compiler.autodiff",
          "mind.compiler.check",
          "mind.compiler.editor",
          "mind.compiler.mlir",
          "mind.compiler.optimise",
          "mind.compiler.schedule",
          "mind.compiler.codegen",
          "mind.compiler.codegen.llvm",
          "mind.compiler.artifact",
          "mind.compiler");

  /** The command line's packages, likewise. */
  private static final List<String> CLI =
      List.of(
          "mind.cli.terminal",
          "mind.cli.program",
          "mind.cli.format",
          "mind.cli.lsp",
          "mind.cli.train",
          "mind.cli");

  /** All of java.net but names of places, which class paths are made of too. */
  private static final String NETWORK = "java\\.net\\.(?!UR[IL]).*";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("mind");

  @Test
  void compilerKnowsNoOtherModuleAndNoNetwork() {
    noClasses()
        .that()
        .resideInAPackage("mind.compiler..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "mind.runtime..",
            "mind.server..",
            "mind.client..",
            "mind.cli..",
            "mind.loadtest..",
            "io.grpc..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(NETWORK)
        .check(CLASSES);
  }

  @Test
  void runtimeKnowsNoOtherModuleAndNoNetwork() {
    noClasses()
        .that()
        .resideInAPackage("mind.runtime..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "mind.compiler..",
            "mind.server..",
            "mind.client..",
            "mind.cli..",
            "mind.loadtest..",
            "io.grpc..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(NETWORK)
        .check(CLASSES);
  }

  @Test
  void messagesOfCompilerAndRuntimeCarryNoServices() {
    noClasses()
        .that()
        .resideInAnyPackage("mind.compiler..", "mind.runtime..")
        .should()
        .dependOnClassesThat()
        .haveSimpleNameEndingWith("Grpc")
        .check(CLASSES);
  }

  @Test
  void serverKnowsNoClient() {
    noClasses()
        .that()
        .resideInAPackage("mind.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("mind.client..", "mind.cli..", "mind.loadtest..")
        .check(CLASSES);
  }

  @Test
  void clientKnowsOnlyTheProtocol() {
    noClasses()
        .that()
        .resideInAPackage("mind.client..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "mind.compiler..", "mind.runtime..", "mind.server..", "mind.cli..", "mind.loadtest..")
        .check(CLASSES);
  }

  /** Tools for the text of programs are the exception: they need no server. */
  @Test
  void commandLineReachesTheCompilerOnlyThroughTheService() {
    noClasses()
        .that()
        .resideInAPackage("mind.cli..")
        .and()
        .resideOutsideOfPackages("mind.cli.format..", "mind.cli.lsp..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("mind.compiler..", "mind.runtime..", "mind.loadtest..")
        .check(CLASSES);
  }

  @Test
  void nothingIsForgotten() {
    for (String module : List.of("compiler", "runtime", "server", "client", "cli", "loadtest")) {
      assertThat(CLASSES.stream().anyMatch(c -> c.getPackageName().startsWith("mind." + module)))
          .as("classes of %s are on the class path", module)
          .isTrue();
    }
  }

  @Test
  void packagesOfTheCompilerDependOnEarlierOnesOnly() {
    assertThat(outOfOrder("mind.compiler", COMPILER)).isEmpty();
  }

  @Test
  void packagesOfTheCommandLineDependOnEarlierOnesOnly() {
    assertThat(outOfOrder("mind.cli", CLI)).isEmpty();
  }

  private static Set<String> outOfOrder(String root, List<String> order) {
    Set<String> violations = new TreeSet<>();
    for (JavaClass from : CLASSES) {
      if (!inside(root, from)) {
        continue;
      }
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        JavaClass to = dependency.getTargetClass();
        if (inside(root, to) && place(order, to) > place(order, from)) {
          violations.add(from.getName() + " -> " + to.getName());
        }
      }
    }
    return violations;
  }

  private static boolean inside(String root, JavaClass type) {
    return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
  }

  /** The place of the longest listed package that holds the class; the root holds only itself. */
  private static int place(List<String> order, JavaClass type) {
    String name = type.getPackageName();
    while (!order.contains(name)) {
      int dot = name.lastIndexOf('.');
      assertThat(dot).as("package %s has a place in the order", type.getPackageName()).isPositive();
      name = name.substring(0, dot);
      assertThat(name)
          .as("package %s has a place in the order", type.getPackageName())
          .isNotEqualTo(order.getLast());
    }
    return order.indexOf(name);
  }
}
