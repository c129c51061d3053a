package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.VolumeId;
import dev.origami.volume.Volumes;
import dev.origami.workflow.RunContext;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Deletes a volume that is attached to nothing: first its files, then its record, so that no file is ever left that no
 * record tells of. From the moment it is asked for, the volume is {@code deleting}.
 */
public final class DeleteVolume {
    /** What a run needs to know. */
    public record Arguments(String volumeId) {}

    private final Volumes volumes;
    private final Database database;
    private final WorkflowEngine engine;
    private final Path dataDirectory;
    private final Workflow<Arguments> workflow;

    public DeleteVolume(Volumes volumes, Database database, WorkflowEngine engine, Path dataDirectory) {
        this.volumes = volumes;
        this.database = database;
        this.engine = engine;
        this.dataDirectory = dataDirectory;
        this.workflow = engine.register(Workflow.unlocked(
                "delete-volume",
                Arguments.class,
                List.of(
                        Step.withoutUndo("remove files", this::removeFiles),
                        Step.withoutUndo("remove record", this::removeRecord))));
    }

    /** Begins, in the caller's transaction, which checked that the volume may go. */
    public void start(Transaction transaction, VolumeId id) {
        volumes.deleting(transaction, id);
        var _ = engine.submit(transaction, workflow, new Arguments(id.value()));
    }

    private void removeFiles(Arguments arguments, RunContext run) throws IOException {
        Path directory = dataDirectory.resolve(Volumes.directory(new VolumeId(arguments.volumeId())));
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                boolean _ = Files.deleteIfExists(file);
            }
        }
        boolean _ = Files.deleteIfExists(directory);
    }

    private void removeRecord(Arguments arguments, RunContext run) {
        database.writing(transaction -> volumes.deleted(transaction, new VolumeId(arguments.volumeId())));
    }
}
