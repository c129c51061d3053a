package dev.origami.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes the time of work, and of other programs. */
final class Timing {
    private static final double NANOS = 1e9;

    private Timing() {}

    /** Work whose time is taken. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** The figures of ours and the peer's. */
    record Pair(Figures ours, Figures theirs) {}

    /** Runs both in turn, so that what else happens on the machine meets both. */
    static Pair inTurn(int runs, Work ours, Work theirs) throws IOException, InterruptedException {
        List<Double> first = new ArrayList<>();
        List<Double> second = new ArrayList<>();
        for (int run = 0; run <= runs; run++) {
            double mine = seconds(ours);
            double other = seconds(theirs);
            if (run > 0) {
                first.add(mine);
                second.add(other);
            }
        }
        return new Pair(Figures.of(first), Figures.of(second));
    }

    static double seconds(Work work) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / NANOS;
    }

    /** Runs a program to its end; what it prints is not wanted unless it fails. */
    static void run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("origami-bench", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                int exit = process.waitFor();
                if (exit != 0) {
                    throw new IOException(
                            String.join(" ", command) + " failed (" + exit + "): " + Files.readString(output));
                }
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
