package dev.origami.protocol;

import dev.origami.api.OperationTable;
import dev.origami.api.StsApi;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of the whole service: its declarations hold, and the page that tells of them is fresh. */
class CompatibilityTest {
    private static OperationTable table() {
        OperationTable table = new OperationTable();
        new StsApi().addTo(table);
        return table;
    }

    @Test
    void undeclaredMembersAreRefused() {
        TableRules.undeclaredMembersAreRefused(table());
    }

    @Test
    void thePageIsFresh() throws IOException {
        TableRules.pageIsFresh(table(), Path.of("docs/compatibility.md"));
    }
}
