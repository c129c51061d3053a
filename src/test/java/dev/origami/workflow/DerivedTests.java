package dev.origami.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.workflow.Run.Direction;
import dev.origami.workflow.StepListener.EngineHaltedError;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * The tests that every workflow gets from the list of its steps: the engine killed before each step, killed after it
 * (so that it is repeated), each step failed before and after it did its work (so that everything is undone), and the
 * engine killed at each point of that undo.
 */
public final class DerivedTests {
    /** How long a run may take before the test says that it hangs. */
    private static final long PATIENCE_SECONDS = 120;

    /** A world in which one run of the workflow can be done; each test makes its own. */
    public interface World extends AutoCloseable {
        Database database();

        /** Registers the workflow over this world, and what it needs beside it; asked for again after each restart. */
        Workflow<?> register(WorkflowEngine engine) throws Exception;

        /** Does what the API call does: inserts what is pending and submits the run. */
        RunId submit(Transaction transaction, WorkflowEngine engine);

        /** What must hold when the run ended well. */
        void assertDone() throws Exception;

        /** What must hold when the run was undone. */
        void assertUndone(Failure failure) throws Exception;

        @Override
        void close() throws IOException;

        /** Forgets what a process would forget when it is killed. */
        default void restart() throws Exception {}
    }

    /** Makes a world, ready for the run. */
    @FunctionalInterface
    public interface WorldMaker {
        World make() throws Exception;
    }

    private DerivedTests() {}

    /** All derived tests of the workflow whose world is given. */
    public static Stream<DynamicTest> of(WorldMaker maker) throws Exception {
        List<String> steps;
        try (World world = maker.make()) {
            steps = steps(world);
        }
        Stream<DynamicTest> whole = Stream.of(test("nothing happens", maker, DerivedTests::undisturbed));
        Stream<DynamicTest> each = IntStream.range(0, steps.size()).boxed().flatMap(i -> {
            String step = steps.get(i);
            return Stream.of(
                    test("killed before: " + step, maker, world -> killed(world, i, false)),
                    test("repeated: " + step, maker, world -> killed(world, i, true)),
                    test("failed before: " + step, maker, world -> failed(world, i, false, -1)),
                    test("failed after: " + step, maker, world -> failed(world, i, true, -1)),
                    test("killed while undoing: " + step, maker, world -> failed(world, steps.size() - 1, true, i)));
        });
        return Stream.concat(whole, each);
    }

    private static List<String> steps(World world) throws Exception {
        try (WorkflowEngine engine = new WorkflowEngine(world.database(), InstantSource.system(), StepListener.NONE)) {
            return world.register(engine).steps().stream().map(Step::name).toList();
        }
    }

    private static DynamicTest test(String name, WorldMaker maker, ThrowingConsumer<World> body) {
        return DynamicTest.dynamicTest(name, () -> {
            try (World world = maker.make()) {
                body.accept(world);
            }
        });
    }

    private static void undisturbed(World world) throws Exception {
        assertThat(runToTheEnd(world, null, StepListener.NONE)).isEmpty();
        world.assertDone();
    }

    private static void killed(World world, int step, boolean after) throws Exception {
        RunId id = runUntilKilled(world, new Disturbance(step, after, -1, false));
        world.restart();
        assertThat(runToTheEnd(world, id, StepListener.NONE)).isEmpty();
        world.assertDone();
    }

    private static void failed(World world, int step, boolean after, int killUndoAt) throws Exception {
        Disturbance disturbance = new Disturbance(step, after, killUndoAt, true);
        Optional<Run> end;
        if (killUndoAt < 0) {
            end = runToTheEnd(world, null, disturbance);
        } else {
            RunId id = runUntilKilled(world, disturbance);
            world.restart();
            end = runToTheEnd(world, id, StepListener.NONE);
        }
        assertThat(end).isPresent();
        assertThat(end.get().state()).isEqualTo(RunState.UNDONE);
        world.assertUndone(Disturbance.FAILURE);
    }

    private static RunId runUntilKilled(World world, Disturbance disturbance) throws Exception {
        try (WorkflowEngine engine = engine(world, disturbance)) {
            RunId id = world.database().write(transaction -> world.submit(transaction, engine));
            assertThat(disturbance.killed.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("the engine is killed in time")
                    .isTrue();
            return id;
        }
    }

    private static Optional<Run> runToTheEnd(World world, @Nullable RunId resumed, StepListener listener)
            throws Exception {
        try (WorkflowEngine engine = engine(world, listener)) {
            RunId id = resumed != null
                    ? resumed
                    : world.database().write(transaction -> world.submit(transaction, engine));
            Optional<Run> end = engine.await(id);
            // What the run has asked for in turn.
            engine.awaitIdle();
            return end;
        }
    }

    private static WorkflowEngine engine(World world, StepListener listener) throws Exception {
        WorkflowEngine engine = new WorkflowEngine(world.database(), InstantSource.system(), listener);
        Workflow<?> workflow = world.register(engine);
        if (listener instanceof Disturbance disturbance) {
            disturbance.kind = workflow.kind();
        }
        engine.start();
        return engine;
    }

    /** Fails or kills at one step, and may kill while that is being undone. */
    private static final class Disturbance implements StepListener {
        static final Failure FAILURE = new Failure("Server.Test", "as the test asked");

        private final int step;
        private final boolean after;
        private final int killUndoAt;
        private final boolean fail;
        private final CountDownLatch killed = new CountDownLatch(1);
        /** Other runs are left alone. */
        private volatile String kind = "";

        Disturbance(int step, boolean after, int killUndoAt, boolean fail) {
            this.step = step;
            this.after = after;
            this.killUndoAt = killUndoAt;
            this.fail = fail;
        }

        @Override
        public void before(Run run, String name) throws Exception {
            disturb(run, false);
        }

        @Override
        public void after(Run run, String name) throws Exception {
            disturb(run, true);
        }

        private void disturb(Run run, boolean isAfter) throws Exception {
            if (!run.kind().equals(kind)) {
                return;
            }
            if (run.direction() == Direction.BACKWARD) {
                // After the undo, so that the restart repeats it.
                if (isAfter && run.step() == killUndoAt) {
                    kill();
                }
            } else if (run.step() == step && isAfter == after) {
                if (fail) {
                    throw new StepFailedException(FAILURE.code(), FAILURE.message());
                }
                kill();
            }
        }

        private void kill() {
            killed.countDown();
            throw new EngineHaltedError();
        }
    }
}
