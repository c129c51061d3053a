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
        ProgressBarBuilder builder = ProgressBar.builder()
                .setTaskName(task)
                .setInitialMax(totalBytes)
                .setUnit(" MiB", MIB)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .showSpeed();
        if (!Ansi.AUTO.enabled()) {
            builder.setConsumer(new me.tongfei.progressbar.DelegatingProgressBarConsumer(_ -> {}));
        }
        return new ProgressLine(builder.build());
    }

    void to(long doneBytes) {
        bar.stepTo(doneBytes);
    }

    void add(long bytes) {
        bar.stepBy(bytes);
    }

    @Override
    public void close() {
        bar.close();
    }
}
