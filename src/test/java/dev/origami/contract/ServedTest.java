package dev.origami.contract;

import dev.origami.command.WholeService;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that have a service of their own, each. */
abstract class ServedTest {
    @TempDir(factory = QuickDirectory.class)
    Path directory;

    WholeService service;
    Fixtures fixtures;

    @BeforeEach
    void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }
}
