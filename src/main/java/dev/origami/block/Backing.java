package dev.origami.block;

import dev.origami.id.LineageId;
import java.nio.file.Path;

/** Where QEMU reads what a volume's overlays do not hold. All forms hold the same bytes. */
public sealed interface Backing {
    /**
     * A disk of the service over NBD, read-only. A guest whose server is away waits for it, however long it takes.
     *
     * @param socket the unix socket of the server
     * @param name the export's name: the manifest's id
     */
    record Export(Path socket, String name) implements Backing {}

    /**
     * A raw file that holds every byte of a manifest.
     *
     * @param path of exactly the manifest's size; QEMU would read zeros past the end of a shorter one without a word
     */
    record FullFile(Path path) implements Backing {}

    /**
     * A LUKS container that holds every byte of an encrypted manifest.
     *
     * @param path of exactly the manifest's size after the container's header
     * @param lineage whose passphrase ({@link DiskSecret#passphrase}) opens it
     */
    record LuksFile(Path path, LineageId lineage) implements Backing {}
}
