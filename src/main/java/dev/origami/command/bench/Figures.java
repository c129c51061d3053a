package dev.origami.command.bench;

import java.util.List;

/** The seconds (or another unit) that the runs of one thing took. */
record Figures(double least, double median, double most) {
    /**
     * Sums up.
     *
     * @param values one for each run, at least one
     */
    static Figures of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Figures(sorted.getFirst(), median, sorted.getLast());
    }
}
