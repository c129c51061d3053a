package dev.origami.command;

import dev.origami.config.Config;
import dev.origami.protocol.TableRules;
import dev.origami.workflow.StepListener;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of the whole service: its declarations hold, and the page that tells of them is fresh. */
class CompatibilityTest {
    @TempDir
    private Path temporary;

    private Service service;

    @BeforeEach
    void start() throws Exception {
        DataDirectory directory = DataDirectory.of(temporary.resolve("data"));
        service = Service.start(
                new Service.Settings(directory, "127.0.0.1", 0, false, Optional.empty()),
                InstantSource.system(),
                Config.defaults(),
                StepListener.NONE);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void undeclaredMembersAreRefused() {
        TableRules.undeclaredMembersAreRefused(service.table());
    }

    @Test
    void thePageIsFresh() throws Exception {
        TableRules.pageIsFresh(service.table(), Path.of("docs/compatibility.md"));
    }
}
