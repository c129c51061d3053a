package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What the demo prints of its steps, where somebody looks and where nobody does. */
class DemoStepsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final StringWriter printed = new StringWriter();

    private DemoSteps steps(boolean terminal) {
        return new DemoSteps(new PrintWriter(printed), terminal, true);
    }

    @Test
    void aStepHasOneLineWithItsUsualTimeAndItsOwn() throws Exception {
        DemoSteps steps = steps(false);
        assertThat(steps.run("fold", new DemoSteps.Usual(1, 7), () -> "crane")).isEqualTo("crane");
        assertThat(printed.toString()).matches(" 1  fold +usually   7 s, took   \\d\\.\\d s\n");
    }

    @Test
    void aStepThatFailsSaysSo() {
        DemoSteps steps = steps(false);
        assertThatThrownBy(() -> steps.run("tear", new DemoSteps.Usual(1, 1), () -> {
                    throw new TimeoutException("no");
                }))
                .isInstanceOf(TimeoutException.class);
        assertThat(printed.toString()).contains("failed after");
    }

    @Test
    void onATerminalTheStepIsSeenToLiveAndEndsAsOneLine() throws Exception {
        DemoSteps steps = steps(true);
        steps.run("fold", new DemoSteps.Usual(1, 7), () -> {
            steps.percent(50);
            steps.detail("\u001b[32mover\u001b[0m and\tover " + "x".repeat(200));
            await("[#####-----]");
            await("      over and over xxx");
            return true;
        });
        String last = printed.toString();
        assertThat(last.substring(last.lastIndexOf('\r')))
                .matches("\r 1  fold +usually   7 s, took +\\d+\\.\\d s\u001b\\[K\n\u001b\\[K");
        assertThat(last.replaceAll("\u001b\\[[A-Z]", "").split("[\r\n]+")).allMatch(line -> line.length() < 80);
    }

    @Test
    void nothingIsHeardAfterTheEnd() throws Exception {
        DemoSteps steps = steps(true);
        steps.end("ending");
        String before = printed.toString();
        steps.say("more");
        steps.run("fold", new DemoSteps.Usual(1, 1), () -> true);
        assertThat(printed.toString()).isEqualTo(before).contains("ending\n");
    }

    private void await(String text) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!printed.toString().contains(text)) {
            assertThat(System.nanoTime()).as("no " + text).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
