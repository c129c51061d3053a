package dev.origami.volume;

import dev.origami.block.ManifestId;
import dev.origami.encryption.Lineage;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import dev.origami.id.ReplaceRootVolumeTaskId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is done to give a running instance another root volume (source section 3.4).
 *
 * @param number rises with each of an instance
 * @param image what the new one is to be made of, as asked for; null when of something else
 * @param snapshot the same
 * @param deleteReplaced whether the volume of before is deleted in the end
 * @param replaced the volume of before
 * @param replacement the volume of after
 * @param launch what the instance's first root volume was made of
 * @param completeTime null while it is under way
 */
public record ReplaceRootVolumeTask(
        ReplaceRootVolumeTaskId id,
        int number,
        InstanceId instance,
        AccountId owner,
        Region region,
        State state,
        @Nullable ImageId image,
        @Nullable SnapshotId snapshot,
        boolean deleteReplaced,
        VolumeId replaced,
        VolumeId replacement,
        Content launch,
        Instant startTime,
        @Nullable Instant completeTime) {

    /**
     * What a root volume is made of.
     *
     * @param snapshot shown as its source, and maybe deleted by now
     * @param disk its blocks; null: zeros
     * @param lineage under whose key they are sealed; null when they are not encrypted
     */
    public record Content(
            @Nullable SnapshotId snapshot,
            @Nullable ManifestId disk,
            @Nullable Lineage lineage) {}

    /** How far it is. A task that fails gives the instance its old root volume back, so none is ever detached. */
    public enum State {
        PENDING,
        IN_PROGRESS,
        SUCCEEDED,
        FAILING,
        FAILED;

        /** EC2's word for it. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static State of(String wire) {
            return valueOf(wire.replace('-', '_').toUpperCase(Locale.ROOT));
        }

        /** Whether nothing more comes. */
        public boolean isEnd() {
            return switch (this) {
                case PENDING, IN_PROGRESS, FAILING -> false;
                case SUCCEEDED, FAILED -> true;
            };
        }
    }
}
