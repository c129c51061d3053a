package dev.origami.workflow;

import dev.origami.workflow.Run.Direction;
import dev.origami.workflow.StepListener.EngineHaltedError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries one run through its steps on a thread of its own. */
final class RunDriver {
    private static final Logger log = LoggerFactory.getLogger(RunDriver.class);

    /** After which a run is looked at again that could not be recorded. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final WorkflowEngine engine;
    private final RunId id;
    private final Thread thread;
    private final Object stepLock = new Object();
    private boolean inForwardStep;
    private boolean lookAgain;

    RunDriver(WorkflowEngine engine, RunId id) {
        this.engine = engine;
        this.id = id;
        this.thread = Thread.ofVirtual().name("run-" + id.number()).unstarted(this::drive);
    }

    RunId id() {
        return id;
    }

    void start() {
        thread.start();
    }

    void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Interrupts a step that goes forward. An undo is never interrupted: it must come to its end. */
    void interruptStep() {
        synchronized (stepLock) {
            if (inForwardStep) {
                thread.interrupt();
            }
        }
    }

    /** Guarded by the engine, as is {@link #hasToLookAgain}. */
    void lookAgain() {
        lookAgain = true;
    }

    boolean hasToLookAgain() {
        boolean again = lookAgain;
        lookAgain = false;
        return again;
    }

    static Run with(Run run, String cancelled) {
        return new Run(
                run.id(),
                run.kind(),
                run.arguments(),
                run.state(),
                run.direction(),
                run.step(),
                run.lock(),
                cancelled,
                run.failure());
    }

    private void drive() {
        do {
            try {
                boolean more = true;
                while (more && !engine.isHalted()) {
                    more = advance();
                }
            } catch (EngineHaltedError e) {
                engine.halt();
            } catch (RuntimeException | Error e) {
                // The database cannot be read or written, on a full disk for example. The row still says what is to be
                // done, when it can be.
                log.error("run {} waits", id.number(), e);
                tryLater();
            }
        } while (!engine.ended(this));
    }

    private void tryLater() {
        try {
            Thread.sleep(RETRY);
            engine.drive(id);
        } catch (InterruptedException e) {
            // The engine stops: the next one carries on.
            Thread.currentThread().interrupt();
        }
    }

    /** Does one step. False when there is nothing to do now. */
    private boolean advance() {
        Optional<Run> found = engine.database().read(sql -> RunTable.find(sql, id));
        if (found.isEmpty() || found.get().state() != RunState.RUNNING || !hasLock(found.get())) {
            return false;
        }
        advance(found.get(), engine.workflow(found.get().kind()));
        return true;
    }

    private <A extends Record> void advance(Run run, Workflow<A> workflow) {
        A arguments = ArgumentsJson.read(run.arguments(), workflow.argumentsType());
        switch (run.direction()) {
            case FORWARD -> {
                if (run.step() == workflow.steps().size()) {
                    delete(run);
                } else if (run.cancelled() != null) {
                    turnBack(run, new Failure("Client.UserInitiatedShutdown", run.cancelled()));
                } else {
                    forward(run, workflow.steps().get(run.step()), arguments);
                }
            }
            case BACKWARD -> {
                if (run.step() < 0) {
                    record(run, RunState.UNDONE, Direction.BACKWARD, -1, null, run.failure());
                } else {
                    backward(run, workflow.steps().get(run.step()), arguments);
                }
            }
        }
    }

    private <A> void forward(Run run, Step<A> step, A arguments) {
        try {
            synchronized (stepLock) {
                inForwardStep = true;
            }
            try {
                engine.listener().before(run, step.name());
                step.action().run(arguments, new RunContext(run.id(), null));
                engine.listener().after(run, step.name());
            } finally {
                synchronized (stepLock) {
                    inForwardStep = false;
                    // What interrupted the step is in the row; the interrupt has done its work.
                    boolean _ = Thread.interrupted();
                }
            }
        } catch (InterruptedException e) {
            // Either the engine stops, and the step is done again later, or the run was cancelled: the row says which.
            return;
        } catch (Exception e) {
            if (!engine.isHalted() && !isCancelled()) {
                report(run, step, e);
                turnBack(run, Failure.of(e));
            }
            return;
        }
        String lock = step.keepsLock() ? run.lock() : null;
        record(run, RunState.RUNNING, Direction.FORWARD, run.step() + 1, lock, null);
    }

    /** What a step says itself is the user's to read; anything else is ours to find. */
    private void report(Run run, Step<?> step, Exception cause) {
        if (cause instanceof StepFailedException) {
            log.info("run {} ({}): {} failed: {}", id.number(), run.kind(), step.name(), cause.getMessage());
        } else {
            log.warn("run {} ({}): {} failed", id.number(), run.kind(), step.name(), cause);
        }
    }

    private <A> void backward(Run run, Step<A> step, A arguments) {
        try {
            engine.listener().before(run, step.name());
            step.undo().run(arguments, new RunContext(run.id(), run.failure()));
            engine.listener().after(run, step.name());
        } catch (Exception e) {
            if (!engine.isHalted()) {
                log.error("run {} ({}): the undo of {} failed", id.number(), run.kind(), step.name(), e);
                record(run, RunState.STUCK, Direction.BACKWARD, run.step(), run.lock(), run.failure());
            }
            return;
        }
        record(run, RunState.RUNNING, Direction.BACKWARD, run.step() - 1, run.lock(), run.failure());
    }

    private void turnBack(Run run, Failure failure) {
        record(run, RunState.RUNNING, Direction.BACKWARD, run.step(), run.lock(), failure);
    }

    private void record(
            Run run, RunState state, Direction direction, int step, @Nullable String lock, @Nullable Failure failure) {
        boolean ours = !engine.isHalted()
                && engine.database().write(transaction -> {
                    String cancelled = RunTable.find(transaction.sql(), id)
                            .map(Run::cancelled)
                            .orElse(null);
                    Run next = new Run(
                            run.id(), run.kind(), run.arguments(), state, direction, step, lock, cancelled, failure);
                    return RunTable.update(
                            transaction.sql(),
                            next,
                            engine.generation(),
                            engine.clock().instant());
                });
        if (!ours) {
            throw new EngineHaltedError();
        }
        engine.stepRecorded();
        if (state != RunState.RUNNING || lock == null) {
            passLockOn(run);
        }
    }

    private void delete(Run run) {
        boolean ours = !engine.isHalted()
                && engine.database().write(transaction -> RunTable.delete(transaction.sql(), id, engine.generation()));
        if (!ours) {
            throw new EngineHaltedError();
        }
        passLockOn(run);
    }

    private boolean isCancelled() {
        return engine.database()
                .read(sql -> RunTable.find(sql, id))
                .filter(run -> run.cancelled() != null)
                .isPresent();
    }

    private boolean hasLock(Run run) {
        String lock = run.lock();
        return lock == null
                || engine.database()
                        .read(sql -> RunTable.wanting(sql, lock))
                        .getFirst()
                        .id()
                        .equals(id);
    }

    private void passLockOn(Run run) {
        String lock = run.lock();
        if (lock != null) {
            List<Run> waiting = engine.database().read(sql -> RunTable.wanting(sql, lock));
            waiting.stream().findFirst().ifPresent(next -> engine.drive(next.id()));
        }
    }
}
