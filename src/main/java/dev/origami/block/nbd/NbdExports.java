package dev.origami.block.nbd;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The disks of a server by export name. */
public interface NbdExports {
    /**
     * Opens the disk of that name for one connection, which closes it; empty if there is none.
     *
     * @throws IOException if it cannot be opened now; the connection is closed and the client tries again
     */
    Optional<NbdDisk> open(String name) throws IOException;

    /** The names that a client is told when it asks for a list. */
    List<String> names();
}
