package dev.origami;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may use whom: a package may use only those in the rows below its own. */
class ArchitectureTest {
    private static final List<List<String>> ROWS = List.of(
            List.of("command"),
            List.of("http"),
            List.of("auth"),
            List.of("protocol"),
            List.of("api", "metadata"),
            List.of("operation"),
            List.of("image", "instance", "volume", "snapshot", "keypair", "network", "template", "recyclebin"),
            List.of("encryption"),
            List.of("tag", "key", "event"),
            List.of("account", "zone", "ebs"),
            List.of("machine", "debian"),
            List.of("block"),
            List.of("boot"),
            List.of("filesystem"),
            List.of("workflow"),
            List.of("database"),
            List.of("id", "config", "error", "text"));

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.origami");

    @Test
    void aPackageUsesOnlyWhatIsBelowIt() {
        for (int row = 0; row < ROWS.size(); row++) {
            for (String name : ROWS.get(row)) {
                List<String> forbidden = new ArrayList<>();
                ROWS.subList(0, row).forEach(forbidden::addAll);
                boolean lowest = row == ROWS.size() - 1;
                // The lowest row is words only, which may use each other.
                ROWS.get(row).stream()
                        .filter(other -> !lowest && !other.equals(name))
                        .forEach(forbidden::add);
                if (!forbidden.isEmpty()) {
                    noClasses()
                            .that(resideInAPackage(tree(name)))
                            .should()
                            .dependOnClassesThat(resideInAnyPackage(trees(forbidden)))
                            .allowEmptyShould(true)
                            .check(PRODUCT);
                }
            }
        }
    }

    @Test
    void everyPackageHasItsPlace() {
        String[] known = trees(ROWS.stream().flatMap(List::stream).toList());
        classes().should().resideInAnyPackage(known).check(PRODUCT);
    }

    @Test
    void onlyApiSeesBothWireTypesAndResources() {
        noClasses()
                .that()
                .resideInAnyPackage(trees(List.of(
                        "operation",
                        "image",
                        "instance",
                        "volume",
                        "snapshot",
                        "keypair",
                        "network",
                        "recyclebin",
                        "encryption",
                        "key",
                        "template",
                        "account",
                        "ebs",
                        "zone",
                        "tag",
                        "event",
                        "machine",
                        "debian",
                        "block",
                        "boot",
                        "filesystem",
                        "workflow",
                        "database",
                        "id",
                        "config",
                        "error",
                        "text",
                        "metadata")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void sqlIsSpokenInTablesOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(trees(List.of("command", "http", "auth", "protocol", "api", "metadata")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void timeComesFromTheClockThatIsGiven() {
        noClasses()
                .that()
                .resideOutsideOfPackage(tree("command"))
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(PRODUCT);
    }

    private static String tree(String name) {
        return "dev.origami." + name + "..";
    }

    private static String[] trees(List<String> names) {
        return names.stream().map(ArchitectureTest::tree).toArray(String[]::new);
    }
}
