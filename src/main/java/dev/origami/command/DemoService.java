package dev.origami.command;

import dev.origami.config.Config;
import dev.origami.workflow.StepListener;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The demo's own service. However the program ends, at whatever moment, its end takes the servers along; once it has
 * begun, nothing starts any more.
 */
final class DemoService implements AutoCloseable {
    private static final Logger LOGS = Logger.getLogger("");

    private final DataDirectory directory;
    private final DemoSteps steps;
    private @Nullable Service service;
    private volatile boolean ending;
    private volatile boolean ended;

    DemoService(DataDirectory directory, DemoSteps steps) {
        this.directory = directory;
        this.steps = steps;
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::end));
    }

    /** Starts the service; answers where it is. */
    synchronized String start() throws Exception {
        holdWhenEnding();
        Service started = Service.start(
                new Service.Settings(directory, "127.0.0.1", 0, false, Optional.empty()),
                InstantSource.system(),
                Config.defaults(),
                StepListener.NONE);
        started.endGuestsWithIt();
        service = started;
        return started.url();
    }

    /** What fails while the program ends is no news: waits here for the end instead. */
    void holdWhenEnding() throws InterruptedException {
        if (ending) {
            new CountDownLatch(1).await();
        }
    }

    @Override
    public synchronized void close() {
        ended = true;
        if (service != null) {
            service.close();
        }
    }

    private void end() {
        ending = true;
        if (!ended) {
            LOGS.setLevel(Level.OFF);
            steps.end("ending the demo and its servers");
        }
        // Waits where the demo itself is about to close it.
        close();
    }
}
