package dev.origami.machine;

import dev.origami.block.DiskChain;
import dev.origami.id.VolumeId;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A disk of a machine.
 *
 * @param node its name inside QEMU and its serial number, at most 20 characters
 * @param chain the volume's chain; null for a blank disk
 * @param blank the raw file of a disk that is lost when the instance stops; null for a volume
 * @param bootIndex 1 for the disk to boot from, else 0
 */
public record Disk(
        String node, @Nullable DiskChain chain, @Nullable Path blank, int bootIndex) {
    private static final int SERIAL_LENGTH = 20;

    public Disk {
        if ((chain == null) == (blank == null) || node.length() > SERIAL_LENGTH) {
            throw new IllegalArgumentException(node);
        }
    }

    public static Disk ofVolume(VolumeId id, DiskChain chain, boolean boots) {
        return new Disk(nodeOf(id), chain, null, boots ? 1 : 0);
    }

    public static Disk ofBlank(int number, Path file) {
        return new Disk("ephemeral" + number, null, file, 0);
    }

    /** EC2 shows volumes to guests by their id without the dash. */
    public static String nodeOf(VolumeId id) {
        return id.value().replace("-", "").toLowerCase(Locale.ROOT);
    }
}
