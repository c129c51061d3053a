package dev.origami.workflow;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of multi-step work: its steps in their order.
 *
 * @param kind its name in the database; never changed once released
 * @param argumentsType a record, kept as JSON, that holds all that the steps need: ids are made before the first step
 * @param lock what a run of it must own alone, for example the power of an instance; empty when nothing
 * @param steps at least one
 */
public record Workflow<A extends Record>(
        String kind, Class<A> argumentsType, Function<A, Optional<String>> lock, List<Step<A>> steps) {
    public Workflow {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.stream().map(Step::name).distinct().count() != steps.size()) {
            throw new IllegalArgumentException(kind + ": steps must be there and have different names");
        }
    }

    /** Work that needs nothing for itself alone. */
    public static <A extends Record> Workflow<A> unlocked(String kind, Class<A> argumentsType, List<Step<A>> steps) {
        return new Workflow<>(kind, argumentsType, _ -> Optional.empty(), steps);
    }
}
