package dev.origami.operation;

import dev.origami.block.Progress;
import dev.origami.database.Database;
import dev.origami.id.SnapshotId;
import dev.origami.snapshot.Snapshots;
import java.util.function.IntConsumer;

/** Tells every fifth percent, not each block; that all is done, whoever records it tells. For one thread. */
final class PercentProgress implements Progress {
    private static final int STEP = 5;
    private static final int WHOLE = 100;

    private final IntConsumer told;
    private int last;

    PercentProgress(IntConsumer told) {
        this.told = told;
    }

    /** Records how far a snapshot is. */
    static PercentProgress of(Database database, Snapshots snapshots, SnapshotId id) {
        return new PercentProgress(
                percent -> database.writing(transaction -> snapshots.progressed(transaction, id, percent)));
    }

    @Override
    public void done(long doneBytes, long totalBytes) {
        int percent = totalBytes == 0 ? WHOLE : (int) (doneBytes * WHOLE / totalBytes);
        if (percent >= last + STEP && percent < WHOLE) {
            last = percent;
            told.accept(percent);
        }
    }
}
