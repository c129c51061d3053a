package dev.origami.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.config.DatabaseLimits;
import dev.origami.database.Database;
import dev.origami.workflow.Run.Direction;
import dev.origami.workflow.StepListener.EngineHaltedError;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowEngineTest {
    record Arguments(String name, int failAt) {}

    @TempDir
    private Path directory;

    private final List<String> done = new CopyOnWriteArrayList<>();
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void stepsAreDoneInOrderAndTheRowGoes() throws Exception {
        try (WorkflowEngine engine = engine(StepListener.NONE)) {
            Workflow<Arguments> workflow = engine.register(threeSteps());
            engine.start();
            assertThat(engine.await(submit(engine, workflow, new Arguments("a", -1))))
                    .isEmpty();
        }
        assertThat(done).containsExactly("a do 0", "a do 1", "a do 2");
    }

    @Test
    @Timeout(60)
    void aRunThatCannotBeRecordedGoesOnWhenItCan() throws Exception {
        try (WorkflowEngine engine = engine(StepListener.NONE)) {
            AtomicInteger times = new AtomicInteger();
            Workflow<Arguments> workflow = engine.register(Workflow.unlocked(
                    "test", Arguments.class, List.of(Step.withoutUndo("step", (_, _) -> {
                        if (times.incrementAndGet() == 2) {
                            sql("DROP TRIGGER full");
                        }
                    }))));
            engine.start();
            sql("CREATE TRIGGER full BEFORE UPDATE ON workflow_run BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            assertThat(engine.await(submit(engine, workflow, new Arguments("a", -1))))
                    .isEmpty();
            assertThat(times).hasValue(2);
        }
    }

    private void sql(String statement) {
        database.writing(transaction -> transaction.sql().execute(statement));
    }

    @Test
    void aFailureIsUndoneFromTheStepThatFailed() throws Exception {
        try (WorkflowEngine engine = engine(StepListener.NONE)) {
            Workflow<Arguments> workflow = engine.register(threeSteps());
            engine.start();
            Optional<Run> run = engine.await(submit(engine, workflow, new Arguments("a", 1)));
            assertThat(run).hasValueSatisfying(end -> {
                assertThat(end.state()).isEqualTo(RunState.UNDONE);
                assertThat(end.failure()).isEqualTo(new Failure("Client.Test", "as asked"));
            });
        }
        assertThat(done).containsExactly("a do 0", "a undo 1 as asked", "a undo 0 as asked");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aRunGoesOnAfterACrashBeforeOrAfterAnyStep(int at) throws Exception {
        for (boolean after : new boolean[] {false, true}) {
            done.clear();
            CountDownLatch crashed = new CountDownLatch(1);
            WorkflowEngine first = engine(new StepListener() {
                @Override
                public void before(Run run, String step) {
                    crash(run, !after);
                }

                @Override
                public void after(Run run, String step) {
                    crash(run, after);
                }

                private void crash(Run run, boolean here) {
                    if (here && run.step() == at) {
                        crashed.countDown();
                        throw new EngineHaltedError();
                    }
                }
            });
            Workflow<Arguments> workflow = first.register(threeSteps());
            first.start();
            RunId id = submit(first, workflow, new Arguments("a", -1));
            crashed.await();
            first.close();
            try (WorkflowEngine second = engine(StepListener.NONE)) {
                Workflow<Arguments> _ = second.register(threeSteps());
                second.start();
                assertThat(second.await(id)).isEmpty();
            }
            assertThat(done.stream().distinct()).containsExactly("a do 0", "a do 1", "a do 2");
            assertThat(done).hasSize(after ? 4 : 3);
        }
    }

    @Test
    void anUndoThatFailsLeavesTheRunStuck() throws Exception {
        try (WorkflowEngine engine = engine(StepListener.NONE)) {
            Workflow<Arguments> workflow = engine.register(Workflow.unlocked(
                    "test",
                    Arguments.class,
                    List.of(Step.of(
                            "only",
                            (_, _) -> {
                                throw new StepFailedException("Client.Test", "as asked");
                            },
                            (_, _) -> {
                                throw new IllegalStateException("cannot");
                            }))));
            engine.start();
            RunId id = submit(engine, workflow, new Arguments("a", -1));
            assertThat(engine.await(id).orElseThrow().state()).isEqualTo(RunState.STUCK);
            assertThat(engine.stuck()).extracting(Run::id).containsExactly(id);
        }
    }

    @Test
    void runsThatWantOneLockGoOneAfterAnotherAndAStepMayGiveItUp() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (WorkflowEngine engine = engine(StepListener.NONE)) {
            Workflow<Arguments> workflow = engine.register(new Workflow<>(
                    "test",
                    Arguments.class,
                    _ -> Optional.of("power"),
                    List.of(
                            Step.<Arguments>withoutUndo("locked", (a, _) -> done.add(a.name() + " locked"))
                                    .thenUnlock(),
                            Step.withoutUndo("free", (a, _) -> {
                                if (a.name().equals("first")) {
                                    mayEnd.await();
                                }
                                done.add(a.name() + " free");
                            }))));
            engine.start();
            RunId first = submit(engine, workflow, new Arguments("first", -1));
            RunId second = submit(engine, workflow, new Arguments("second", -1));
            assertThat(engine.await(second)).isEmpty();
            mayEnd.countDown();
            assertThat(engine.await(first)).isEmpty();
        }
        assertThat(done).containsExactly("first locked", "second locked", "second free", "first free");
    }

    @Test
    void cancellingInterruptsTheRunThatHasTheLockAndTheOnesThatWaitForIt() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        try (WorkflowEngine engine = engine(StepListener.NONE)) {
            Workflow<Arguments> workflow = engine.register(new Workflow<>(
                    "test",
                    Arguments.class,
                    _ -> Optional.of("power"),
                    List.of(Step.of(
                            "wait",
                            (_, _) -> {
                                inside.countDown();
                                new CountDownLatch(1).await();
                            },
                            (a, run) -> done.add(
                                    a.name() + " undone: " + run.reason().message())))));
            engine.start();
            RunId first = submit(engine, workflow, new Arguments("first", -1));
            RunId second = submit(engine, workflow, new Arguments("second", -1));
            inside.await();
            database.writing(tx -> engine.cancel(tx, "power", "terminated"));
            assertThat(engine.await(first)).map(Run::state).hasValue(RunState.UNDONE);
            assertThat(engine.await(second)).map(Run::direction).hasValue(Direction.BACKWARD);
        }
        assertThat(done).containsExactly("first undone: terminated", "second undone: terminated");
    }

    @Test
    void aRunOfARolledBackTransactionNeverWas() throws Exception {
        try (WorkflowEngine engine = engine(StepListener.NONE)) {
            Workflow<Arguments> workflow = engine.register(threeSteps());
            engine.start();
            try {
                database.writing(tx -> {
                    RunId _ = engine.submit(tx, workflow, new Arguments("a", -1));
                    throw new IllegalArgumentException("no");
                });
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessage("no");
            }
            engine.awaitIdle();
        }
        assertThat(done).isEmpty();
    }

    private Workflow<Arguments> threeSteps() {
        return Workflow.unlocked("test", Arguments.class, List.of(step(0), step(1), step(2)));
    }

    private Step<Arguments> step(int number) {
        return Step.of(
                "step " + number,
                (arguments, _) -> {
                    if (arguments.failAt() == number) {
                        throw new StepFailedException("Client.Test", "as asked");
                    }
                    done.add(arguments.name() + " do " + number);
                },
                (arguments, run) -> done.add(arguments.name() + " undo " + number + " "
                        + run.reason().message()));
    }

    private WorkflowEngine engine(StepListener listener) {
        return new WorkflowEngine(database, InstantSource.system(), listener);
    }

    private RunId submit(WorkflowEngine engine, Workflow<Arguments> workflow, Arguments arguments) {
        return database.write(tx -> engine.submit(tx, workflow, arguments));
    }
}
