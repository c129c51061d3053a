package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What registers a workflow has its derived tests beside it, by name: {@code X} has {@code XDerivedTest}. */
class EveryWorkflowTest {
    @Test
    void everyWorkflowHasItsDerivedTests() {
        List<JavaClass> registering = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.origami").stream()
                        .filter(type -> type.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(WorkflowEngine.class)
                                        && call.getName().equals("register")))
                        .toList();
        assertThat(registering).extracting(JavaClass::getSimpleName).contains("RunInstances", "MachineEvents");
        for (JavaClass type : registering) {
            assertThatCode(() -> Class.forName(type.getName() + "DerivedTest"))
                    .as(type.getSimpleName())
                    .doesNotThrowAnyException();
        }
    }
}
