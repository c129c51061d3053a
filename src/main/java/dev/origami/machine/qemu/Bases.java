package dev.origami.machine.qemu;

import dev.origami.block.Backing;
import dev.origami.block.ManifestId;

/** Where QEMU reads what lies under a volume's overlays. */
public interface Bases {
    /** The answer may change with time, from an export to a file that holds everything. */
    Backing of(ManifestId manifest);
}
