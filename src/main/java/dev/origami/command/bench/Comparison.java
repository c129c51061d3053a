package dev.origami.command.bench;

import org.jspecify.annotations.Nullable;

/**
 * One row of the page: what was measured, here and beside it.
 *
 * @param unit of the figures; less is better
 * @param peer what it was measured against, as typed; null where there is nothing to compare with
 * @param theirs the peer's figures
 * @param note what else is to be known, empty if nothing
 */
public record Comparison(
        String row,
        String what,
        String unit,
        Figures ours,
        @Nullable String peer,
        @Nullable Figures theirs,
        String note) {}
