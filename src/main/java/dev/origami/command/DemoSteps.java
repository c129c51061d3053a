package dev.origami.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Tells of each step of the demo on a line of its own: what it is, how long it usually takes, how long it took. */
final class DemoSteps {
    private static final double MILLIS = 1000;

    private final PrintWriter out;
    private final boolean emulated;
    private final long begun = System.nanoTime();
    private int number;

    /** How long a step takes on a machine with KVM, and on one that emulates the guest's processor. */
    record Usual(int seconds, int secondsEmulated) {}

    DemoSteps(PrintWriter out, boolean emulated) {
        this.out = out;
        this.emulated = emulated;
    }

    <T> T run(String what, Usual usual, Callable<T> step) throws Exception {
        number++;
        int seconds = emulated ? usual.secondsEmulated() : usual.seconds();
        out.printf(Locale.ROOT, "%2d  %-58s usually %3d s, ", number, what, seconds);
        out.flush();
        long start = System.nanoTime();
        try {
            T result = step.call();
            out.printf(Locale.ROOT, "took %5.1f s%n", seconds(start));
            return result;
        } catch (Exception e) {
            out.printf(Locale.ROOT, "failed after %.1f s%n", seconds(start));
            throw e;
        } finally {
            out.flush();
        }
    }

    /** What a step has shown. */
    void say(String text) {
        out.println("      " + text);
        out.flush();
    }

    void total() {
        out.printf(Locale.ROOT, "    all of it took %.0f s%n%n", seconds(begun));
        out.flush();
    }

    private static double seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toMillis() / MILLIS;
    }
}
