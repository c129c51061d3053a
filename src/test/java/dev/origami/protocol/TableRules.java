package dev.origami.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.api.Operation;
import dev.origami.api.OperationTable;
import dev.origami.api.Parameter;
import dev.origami.api.RequestModel;
import dev.origami.api.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What must hold of every table of operations. */
public final class TableRules {
    private static final String NO_SUCH_VALUE = "a value that no declaration has";

    private TableRules() {}

    /** Each member outside of an operation's declaration is refused by name, and each value declared harmless is not. */
    public static void undeclaredMembersAreRefused(OperationTable table) {
        for (Service service : Service.values()) {
            table.of(service).forEach(TableRules::undeclaredMembersAreRefused);
        }
    }

    private static void undeclaredMembersAreRefused(Operation<?, ?> operation) {
        operation.requireInModel();
        for (String path :
                RequestModel.leaves(operation.service(), operation.draft().members())) {
            List<Parameter> given = withRequired(operation, path, NO_SUCH_VALUE);
            if (operation.isHonoured(path)) {
                assertThatCode(() -> operation.check(given)).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> operation.check(given))
                        .as(operation.name() + " " + path)
                        .hasMessageContaining(path)
                        .hasMessageContaining(NO_SUCH_VALUE);
            }
        }
        operation
                .harmless()
                .forEach((path, values) -> values.forEach(
                        value -> assertThatCode(() -> operation.check(withRequired(operation, path, value)))
                                .as(operation.name() + " " + path + "=" + value)
                                .doesNotThrowAnyException()));
    }

    private static List<Parameter> withRequired(Operation<?, ?> operation, String path, String value) {
        List<Parameter> given = new ArrayList<>();
        operation.required().stream()
                // A structure is there when anything in it is.
                .map(required -> operation.isHonoured(required) ? required : required + ".x")
                .forEach(required -> given.add(new Parameter(required, required, "")));
        given.add(new Parameter(path, path, value));
        return given;
    }

    /** The page says what the table says. With {@code -Dupdate} it is written instead. */
    public static void pageIsFresh(OperationTable table, Path page) throws IOException {
        String now = Files.readString(page);
        String printed = CompatibilityPage.update(now, table);
        if (System.getProperty("update") != null) {
            Files.writeString(page, printed);
        } else {
            assertThat(now)
                    .as("%s is older than the declarations; run this test with -Dupdate to write it anew", page)
                    .isEqualTo(printed);
        }
    }
}
