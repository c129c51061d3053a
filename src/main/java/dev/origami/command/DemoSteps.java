package dev.origami.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Tells of each step of the demo on a line of its own: what it is, how long it usually takes, how long it took. On a
 * terminal the line is seen to live while the step runs, and a second one below it says what is going on inside.
 */
final class DemoSteps {
    private static final double MILLIS = 1000;
    private static final int PERCENT = 100;
    private static final int BAR = 10;
    private static final int WIDTH = 78;
    private static final long REDRAW_MILLIS = 250;
    private static final String INDENT = "      ";
    private static final String ERASE_LINE = "\u001b[K";
    private static final String UP = "\u001b[A";

    private final PrintWriter out;
    private final boolean terminal;
    private final boolean emulated;
    private final long begun = System.nanoTime();
    private int number;
    private boolean silent;
    private String detail = "";
    private int percent;

    /** How long a step takes on a machine with KVM, and on one that emulates the guest's processor. */
    record Usual(int seconds, int secondsEmulated) {}

    DemoSteps(PrintWriter out, boolean terminal, boolean emulated) {
        this.out = out;
        this.terminal = terminal;
        this.emulated = emulated;
    }

    <T> T run(String what, Usual usual, Callable<T> step) throws Exception {
        int seconds = emulated ? usual.secondsEmulated() : usual.seconds();
        long start = begin();
        String head = String.format(Locale.ROOT, "%2d  %-47s ", number, what);
        Thread ticker = Thread.ofVirtual().unstarted(() -> tick(head, start, seconds));
        if (terminal) {
            ticker.start();
        } else {
            print(String.format(Locale.ROOT, "%susually %3d s, ", head, seconds));
        }
        String outcome = "failed after";
        try {
            T result = step.call();
            outcome = "took";
            return result;
        } finally {
            ticker.interrupt();
            String took = String.format(Locale.ROOT, "%s %5.1f s%n", outcome, seconds(start));
            print(
                    terminal
                            ? String.format(
                                            Locale.ROOT,
                                            "\r%susually %3d s, %s%s",
                                            head,
                                            seconds,
                                            took.strip(),
                                            ERASE_LINE)
                                    + System.lineSeparator()
                                    + ERASE_LINE
                            : took);
        }
    }

    /** What goes on inside the step that runs; shown where somebody looks. */
    synchronized void detail(String text) {
        String plain = text.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "").replaceAll("\\p{Cntrl}", " ");
        detail = plain.substring(0, Math.min(plain.length(), WIDTH - INDENT.length()));
    }

    /** How much of the step is done, where it knows; else its usual time has to say. */
    synchronized void percent(int done) {
        percent = done;
    }

    /** What a step has shown. */
    void say(String text) {
        print(INDENT + text + System.lineSeparator());
    }

    void total() {
        print(String.format(Locale.ROOT, "%sall of it took %.0f s%n%n", INDENT, seconds(begun)));
    }

    /** The last that is heard: whatever fails from now on fails because it was told to end. */
    synchronized void end(String text) {
        if (!silent) {
            print((terminal ? "\r" + ERASE_LINE + System.lineSeparator() + ERASE_LINE : System.lineSeparator())
                    + text
                    + System.lineSeparator());
            silent = true;
        }
    }

    private synchronized long begin() {
        number++;
        detail = "";
        percent = 0;
        return System.nanoTime();
    }

    private void tick(String head, long start, int usualSeconds) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                draw(head, start, usualSeconds);
                TimeUnit.MILLISECONDS.sleep(REDRAW_MILLIS);
            }
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves the cursor at the beginning of the step's line, which the next thing that is printed replaces. */
    private synchronized void draw(String head, long start, int usualSeconds) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        double seconds = seconds(start);
        double part = percent > 0 ? (double) percent / PERCENT : seconds / Math.max(1, usualSeconds);
        int full = (int) Math.min(BAR, part * BAR);
        print("\r" + head + "[" + "#".repeat(full) + "-".repeat(BAR - full) + "] "
                + String.format(Locale.ROOT, "%3.0f of ~%d s", seconds, usualSeconds) + ERASE_LINE
                + System.lineSeparator() + INDENT + detail + ERASE_LINE + "\r" + UP);
    }

    private synchronized void print(String text) {
        if (!silent) {
            out.print(text);
            out.flush();
        }
    }

    private static double seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toMillis() / MILLIS;
    }
}
