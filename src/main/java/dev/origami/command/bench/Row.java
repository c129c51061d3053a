package dev.origami.command.bench;

import java.io.IOException;
import java.util.List;

/** A thing that can be measured. */
interface Row {
    /** The word that asks for it. */
    String name();

    /**
     * Measures, one run of ours and one of the peer's in turn.
     *
     * @param runs how many of each count; one more of each comes first and does not
     */
    List<Comparison> measure(BenchDisk disk, int runs) throws IOException, InterruptedException;
}
