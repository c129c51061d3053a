package dev.origami.instance;

import dev.origami.database.Condition;
import dev.origami.database.Field;
import dev.origami.database.Fields;
import dev.origami.instance.InstanceChecks.Check;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/** The filters on the checks of an instance (source section 3.3), as {@link InstanceChecks} has them, in SQL. */
final class StatusFields {
    private static final Condition RUNNING = Condition.of("i.state = ?", InstanceState.RUNNING.wire());
    private static final Check IMPAIRED = Check.impaired(Instant.EPOCH);

    private StatusFields() {}

    static void addTo(Fields fields, GuestSigns signs) {
        Condition silent = RUNNING.and(signs.silent());
        Condition answers = RUNNING.and(signs.silent().not());
        Condition quiet = answers.and(signs.up().not());
        Map<Check, Condition> guest = Map.of(
                Check.PASSED,
                answers.and(signs.up()),
                Check.BOOTING,
                quiet.and(signs.hadTime().not()),
                IMPAIRED,
                quiet.and(signs.hadTime()),
                Check.UNKNOWN,
                silent,
                Check.NONE,
                RUNNING.not());
        Map<Check, Condition> machine = Map.of(Check.PASSED, answers, IMPAIRED, silent, Check.NONE, RUNNING.not());
        Map<Check, Condition> disks = Map.of(Check.PASSED, RUNNING, Check.NONE, RUNNING.not());
        fields.add("instance-status.status", check(Check::status, guest))
                .add("instance-status.reachability", check(Check::reachability, guest))
                .add("system-status.status", check(Check::status, machine))
                .add("system-status.reachability", check(Check::reachability, machine))
                .add("attached-ebs-status.status", check(Check::status, disks))
                .none("event.code", "event.description", "event.instance-event-id")
                .none("event.not-after", "event.not-before", "event.not-before-deadline")
                .none("operator.managed", "operator.principal");
    }

    private static Field check(Function<Check, String> word, Map<Check, Condition> standings) {
        return match -> standings.entrySet().stream()
                .filter(standing -> match.matches(word.apply(standing.getKey())))
                .map(Map.Entry::getValue)
                .reduce(Condition.NEVER, Condition::or);
    }
}
