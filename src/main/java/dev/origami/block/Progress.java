package dev.origami.block;

/** Hears how far long work has come. Called often, in order, by the thread that does the work: it must be quick. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (doneBytes, totalBytes) -> {};

    void done(long doneBytes, long totalBytes);
}
