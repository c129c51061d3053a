package dev.origami.operation;

import dev.origami.block.BlockStore;
import dev.origami.block.ManifestId;
import dev.origami.block.Stored;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.filesystem.Disk;
import dev.origami.filesystem.OperatingSystem;
import dev.origami.filesystem.SystemReader;
import dev.origami.id.ImageId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.Images;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from an image's root disk which operating system it has. The name of an image, and what was said when it was
 * registered, is not looked at. What cannot be read stays unknown, and is no fault of the image.
 */
public final class RecogniseSystem {
    private static final Logger log = LoggerFactory.getLogger(RecogniseSystem.class);

    private final Database database;
    private final WorkflowEngine engine;
    private final Images images;
    private final Snapshots snapshots;
    private final BlockStore blocks;
    private final Workflow<Arguments> workflow;

    public record Arguments(ImageId image) {}

    public RecogniseSystem(
            Database database, WorkflowEngine engine, Images images, Snapshots snapshots, BlockStore blocks) {
        this.database = database;
        this.engine = engine;
        this.images = images;
        this.snapshots = snapshots;
        this.blocks = blocks;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return Workflow.unlocked(
                "recognise-system",
                Arguments.class,
                List.of(Step.withoutUndo("read the disk", (arguments, _) -> recognise(arguments.image()))));
    }

    /** Begins, in the transaction that makes the image available: the answer does not wait for it. */
    public RunId submit(Transaction transaction, ImageId image) {
        return engine.submit(transaction, workflow, new Arguments(image));
    }

    /** Reads the disk of an image whose root snapshot is complete, and records what is found. */
    void recognise(ImageId image) {
        Optional<OperatingSystem> system = database.read(sql -> images.find(sql, image)
                        .flatMap(found -> found.root())
                        .map(BlockDeviceMapping.Ebs::snapshot)
                        .flatMap(snapshot -> snapshots.find(sql, snapshot)))
                .flatMap(snapshot -> snapshot.state() instanceof SnapshotState.Completed completed
                        ? read(completed.manifest())
                        : Optional.empty());
        system.ifPresent(found -> database.writing(transaction -> images.recognised(transaction, image, found)));
    }

    /** What the disk says; empty where it says nothing, or cannot be read. */
    Optional<OperatingSystem> read(ManifestId manifest) {
        try (Stored held = blocks.hold(manifest)) {
            long sizeBytes = blocks.sizeBytes(held.id());
            return SystemReader.read(new Disk() {
                @Override
                public long sizeBytes() {
                    return sizeBytes;
                }

                @Override
                public void read(long offset, ByteBuffer into) throws IOException {
                    blocks.read(manifest, offset, into);
                }
            });
        } catch (IOException e) {
            log.info("the operating system of the disk {} stays unknown: {}", manifest.hex(), e.getMessage());
            return Optional.empty();
        }
    }
}
