package dev.origami.machine;

import dev.origami.block.DiskChain;
import dev.origami.id.VolumeId;
import java.nio.file.Path;
import java.util.Locale;

/** A disk of a machine. */
public sealed interface Disk {
    /** Its name inside QEMU and its serial number, at most 20 characters: what guests know it by. */
    String node();

    /** As the user named it, for example {@code /dev/sdf}: guests are shown its letter. */
    String device();

    /** Whether the machine starts from it. */
    boolean boots();

    /** Whether the guest is told of what cannot be read and goes on; otherwise it waits until it can be. */
    boolean reportsReadErrors();

    /** A volume: what is written to it stays. */
    record Volume(VolumeId id, DiskChain chain, String device, boolean boots, boolean reportsReadErrors)
            implements Disk {
        @Override
        public String node() {
            return nodeOf(id);
        }
    }

    /**
     * A disk that is lost when the instance stops.
     *
     * @param number counts those of one machine
     * @param file raw, of the disk's size
     */
    record Blank(int number, String device, Path file) implements Disk {
        @Override
        public String node() {
            return "ephemeral" + number;
        }

        @Override
        public boolean boots() {
            return false;
        }

        @Override
        public boolean reportsReadErrors() {
            return false;
        }
    }

    /** A volume whose guest waits where it cannot be read. */
    static Volume ofVolume(VolumeId id, DiskChain chain, String device, boolean boots) {
        return new Volume(id, chain, device, boots, false);
    }

    static Blank ofBlank(int number, String device, Path file) {
        return new Blank(number, device, file);
    }

    /** EC2 shows volumes to guests by their id without the dash. */
    static String nodeOf(VolumeId id) {
        return id.value().replace("-", "").toLowerCase(Locale.ROOT);
    }
}
