package dev.origami.workflow;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Carries submitted runs through their steps, and back when one fails, whatever happens to the process between: a run
 * is recorded in the transaction that asks for it, and each step when it is done. After a crash the step that was under
 * way is done again.
 *
 * <p>Runs that want the same lock go one after another in the order of their submission.
 */
public final class WorkflowEngine implements AutoCloseable {
    private final Database database;
    private final InstantSource clock;
    private final StepListener listener;
    private final Map<String, Workflow<?>> workflows = new ConcurrentHashMap<>();
    private final Map<RunId, RunDriver> drivers = new HashMap<>();
    private final long generation;
    private boolean started;
    private boolean halted;

    public WorkflowEngine(Database database, InstantSource clock, StepListener listener) {
        this.database = database;
        this.clock = clock;
        this.listener = listener;
        this.generation = database.write(transaction -> RunTable.nextGeneration(transaction.sql()));
    }

    /** Makes a kind of work known. All of them before {@link #start}. */
    public <A extends Record> Workflow<A> register(Workflow<A> workflow) {
        if (workflows.putIfAbsent(workflow.kind(), workflow) != null) {
            throw new IllegalStateException("two workflows of one kind: " + workflow.kind());
        }
        return workflow;
    }

    /** Carries on what an earlier life of the engine left, and from now on what is submitted. */
    public void start() {
        synchronized (drivers) {
            started = true;
        }
        database.read(sql -> RunTable.inState(sql, RunState.RUNNING)).forEach(run -> drive(run.id()));
    }

    /**
     * Records a run in the caller's transaction, in which the caller also inserts the pending resource. It starts when
     * that is committed.
     */
    public <A extends Record> RunId submit(Transaction transaction, Workflow<A> workflow, A arguments) {
        if (!workflows.containsKey(workflow.kind())) {
            throw new IllegalStateException("not registered: " + workflow.kind());
        }
        RunId id = RunTable.insert(
                transaction.sql(),
                workflow.kind(),
                ArgumentsJson.write(arguments),
                workflow.lock().apply(arguments).orElse(null),
                generation,
                clock.instant());
        transaction.afterCommit(() -> drive(id));
        return id;
    }

    /**
     * Asks all runs that have or want the lock to give up: the one under way is interrupted and undone, with the reason
     * as its failure. Runs submitted later are not concerned.
     */
    public void cancel(Transaction transaction, String lock, String reason) {
        for (Run run : RunTable.wanting(transaction.sql(), lock)) {
            cancelled(transaction, run, reason);
        }
    }

    /** As {@link #cancel(Transaction, String, String)} for one run, wherever it stands. */
    public void cancel(Transaction transaction, RunId id, String reason) {
        RunTable.find(transaction.sql(), id)
                .filter(run -> run.state() == RunState.RUNNING)
                .ifPresent(run -> cancelled(transaction, run, reason));
    }

    /** Runs whose undo failed: somebody has to look. */
    public List<Run> stuck() {
        return database.read(sql -> RunTable.inState(sql, RunState.STUCK));
    }

    /** What the workflow's runs that have not ended were submitted with. */
    public <A extends Record> Map<RunId, A> underWay(Workflow<A> workflow) {
        return database.read(sql -> RunTable.inState(sql, RunState.RUNNING)).stream()
                .filter(run -> run.kind().equals(workflow.kind()))
                .collect(Collectors.toMap(
                        Run::id, run -> ArgumentsJson.read(run.arguments(), workflow.argumentsType())));
    }

    /** Waits until the run has ended. Empty when it ended well, else the row that says how. */
    public Optional<Run> await(RunId id) throws InterruptedException {
        synchronized (drivers) {
            while (true) {
                Optional<Run> run = database.read(sql -> RunTable.find(sql, id));
                if (run.isEmpty() || run.get().state() != RunState.RUNNING) {
                    return run;
                }
                if (halted) {
                    throw new IllegalStateException("the engine has stopped");
                }
                drivers.wait();
            }
        }
    }

    /**
     * Waits until the run has done so many of its steps.
     *
     * @return false when it has not in that time, or is being undone
     */
    public boolean awaitStep(RunId id, int steps, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (drivers) {
            while (true) {
                Optional<Run> run = database.read(sql -> RunTable.find(sql, id));
                if (run.isEmpty()) {
                    return true;
                }
                long left = deadline - System.nanoTime();
                boolean forward = run.get().direction() == Run.Direction.FORWARD;
                if (!forward || halted || left <= 0 || run.get().step() >= steps) {
                    return forward && run.get().step() >= steps;
                }
                TimeUnit.NANOSECONDS.timedWait(drivers, left);
            }
        }
    }

    /** Tells those who wait that a step was recorded. */
    void stepRecorded() {
        synchronized (drivers) {
            drivers.notifyAll();
        }
    }

    /** Waits until no run is under way, with those that runs ask for in turn. */
    public void awaitIdle() throws InterruptedException {
        List<Run> underWay = database.read(sql -> RunTable.inState(sql, RunState.RUNNING));
        while (!underWay.isEmpty()) {
            for (Run run : underWay) {
                Optional<Run> _ = await(run.id());
            }
            underWay = database.read(sql -> RunTable.inState(sql, RunState.RUNNING));
        }
    }

    /** Stops without finishing: steps under way are interrupted and done again at the next start. */
    @Override
    public void close() {
        halt();
        List<RunDriver> running;
        synchronized (drivers) {
            running = List.copyOf(drivers.values());
        }
        running.forEach(RunDriver::interrupt);
        running.forEach(RunDriver::join);
    }

    private void cancelled(Transaction transaction, Run run, String reason) {
        if (run.direction() == Run.Direction.FORWARD && run.cancelled() == null) {
            boolean _ = RunTable.update(transaction.sql(), RunDriver.with(run, reason), generation, clock.instant());
            transaction.afterCommit(() -> interrupt(run.id()));
        }
    }

    private void interrupt(RunId id) {
        synchronized (drivers) {
            RunDriver driver = drivers.get(id);
            if (driver != null) {
                driver.interruptStep();
            }
        }
        drive(id);
    }

    /** Makes sure that somebody looks at the run from now on. */
    void drive(RunId id) {
        synchronized (drivers) {
            if (!started || halted) {
                return;
            }
            RunDriver driver = drivers.get(id);
            if (driver == null) {
                driver = new RunDriver(this, id);
                drivers.put(id, driver);
                driver.start();
            } else {
                driver.lookAgain();
            }
        }
    }

    /** Whether the driver may end; false when something happened since it last looked. */
    boolean ended(RunDriver driver) {
        synchronized (drivers) {
            if (driver.hasToLookAgain() && !halted) {
                return false;
            }
            drivers.remove(driver.id());
            drivers.notifyAll();
            return true;
        }
    }

    /** From now on nothing is recorded by this engine. */
    void halt() {
        synchronized (drivers) {
            halted = true;
            drivers.notifyAll();
        }
    }

    boolean isHalted() {
        synchronized (drivers) {
            return halted;
        }
    }

    Workflow<?> workflow(String kind) {
        Workflow<?> workflow = workflows.get(kind);
        if (workflow == null) {
            throw new IllegalStateException("no such workflow: " + kind);
        }
        return workflow;
    }

    Database database() {
        return database;
    }

    StepListener listener() {
        return listener;
    }

    long generation() {
        return generation;
    }

    InstantSource clock() {
        return clock;
    }
}
