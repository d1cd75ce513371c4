package io.github.clip4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;

/** The rooms of the library and which may look into which; see docs/ARCHITECTURE.md. */
@AnalyzeClasses(packages = "io.github.clip4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.github.clip4j";

  @ArchTest
  static final ArchRule only_the_facade_and_the_translators_know_the_engine =
      noClasses()
          .that(not(resideInAnyPackage(ROOT, ROOT + ".translate..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule no_room_looks_back_at_the_facade =
      noClasses()
          .that(not(resideInAPackage(ROOT)))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT);

  @ArchTest static final ArchRule vector_stands_alone = room("vector");

  @ArchTest static final ArchRule errors_stands_alone = room("errors");

  @ArchTest static final ArchRule files_stands_alone = room("files");

  @ArchTest static final ArchRule json_knows_only_errors = room("json", "errors");

  @ArchTest
  static final ArchRule config_knows_only_json_and_errors = room("config", "json", "errors");

  @ArchTest
  static final ArchRule image_knows_only_config_and_errors = room("image", "config", "errors");

  @ArchTest
  static final ArchRule weights_knows_only_config_and_errors =
      room("weights", "config", "json", "errors");

  @ArchTest
  static final ArchRule torchscript_writes_what_weights_read =
      room("torchscript", "weights", "config", "files", "errors");

  @ArchTest
  static final ArchRule checkpoint_puts_a_layout_together =
      room("checkpoint", "weights", "config", "image", "tokenizer", "json", "files", "errors");

  @ArchTest static final ArchRule hub_knows_only_files_and_errors = room("hub", "files", "errors");

  @ArchTest
  static final ArchRule only_hub_opens_connections =
      noClasses()
          .that(not(resideInAPackage(ROOT + ".hub..")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "javax.net..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.net\\.(Socket|ServerSocket|URLConnection|HttpURLConnection)");

  @ArchTest
  static final ArchRule nothing_deserializes_java_objects =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream");

  @ArchTest
  static final ArchRule nothing_depends_on_the_language_of_the_machine =
      noClasses()
          .should()
          .callMethod(String.class, "formatted", Object[].class)
          .orShould()
          .callMethod(String.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase")
          .orShould()
          .callMethod(String.class, "getBytes")
          .orShould()
          .callMethod(PrintStream.class, "printf", String.class, Object[].class)
          .because("digits, letters and bytes differ by locale; say Locale.ROOT and UTF-8");

  @ArchTest
  static final ArchRule public_classes_are_final_or_say_why_not =
      classes()
          .that()
          .arePublic()
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .areTopLevelClasses()
          .and()
          .resideOutsideOfPackage(ROOT + ".errors..")
          .should()
          .haveModifier(JavaModifier.FINAL)
          .because("only exceptions are made to be extended");

  /** Classes of a room use the named rooms of clip4j and no other; rooms not built yet pass. */
  private static ArchRule room(String name, String... allowed) {
    String[] packages = new String[allowed.length + 1];
    packages[0] = ROOT + "." + name + "..";
    for (int i = 0; i < allowed.length; i++) {
      packages[i + 1] = ROOT + "." + allowed[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage(packages[0])
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(packages))))
        .allowEmptyShould(true);
  }
}
