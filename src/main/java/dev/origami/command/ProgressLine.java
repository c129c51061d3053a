package dev.origami.command;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Help.Ansi;

/** A progress bar on a terminal; nothing where nobody looks. Bytes are shown in MiB. */
final class ProgressLine implements AutoCloseable {
    private static final long MIB = 1024 * 1024;

    private final ProgressBar bar;

    private ProgressLine(ProgressBar bar) {
        this.bar = bar;
    }

    static ProgressLine ofBytes(String task, long totalBytes) {
        return of(
                task,
                ProgressBar.builder()
                        .setInitialMax(totalBytes)
                        .setUnit(" MiB", MIB)
                        .showSpeed());
    }

    static ProgressLine ofSteps(String task, long steps) {
        return of(task, ProgressBar.builder().setInitialMax(steps));
    }

    private static ProgressLine of(String task, ProgressBarBuilder builder) {
        builder.setTaskName(task).setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(200);
        if (!Ansi.AUTO.enabled()) {
            builder.setConsumer(new me.tongfei.progressbar.DelegatingProgressBarConsumer(_ -> {}));
        }
        return new ProgressLine(builder.build());
    }

    /** How much it is in all, where that shows only on the way. */
    void of(long total) {
        bar.maxHint(total);
    }

    void to(long doneBytes) {
        bar.stepTo(doneBytes);
    }

    /** What is being done now, beside the bar. */
    void say(String text) {
        bar.setExtraMessage(" " + text);
    }

    @Override
    public void close() {
        bar.close();
    }
}
