package dev.origami.instance;

import dev.origami.database.Condition;
import dev.origami.database.Field;
import dev.origami.database.Fields;

/** The filters on the checks of an instance (source section 3.3), as {@link InstanceChecks} has them, in SQL. */
final class StatusFields {
    private static final Condition RUNNING = Condition.of("i.state = ?", InstanceState.RUNNING.wire());

    private StatusFields() {}

    static void addTo(Fields fields, Condition guestIsUp) {
        Condition up = RUNNING.and(guestIsUp);
        Condition booting = RUNNING.and(guestIsUp.not());
        fields.add("instance-status.status", check(InstanceChecks.Check::status, up, booting))
                .add("instance-status.reachability", check(InstanceChecks.Check::reachability, up, booting))
                .add("system-status.status", check(InstanceChecks.Check::status, RUNNING, Condition.NEVER))
                .add("attached-ebs-status.status", check(InstanceChecks.Check::status, RUNNING, Condition.NEVER))
                .add("system-status.reachability", check(InstanceChecks.Check::reachability, RUNNING, Condition.NEVER))
                .none("event.code", "event.description", "event.instance-event-id")
                .none("event.not-after", "event.not-before", "event.not-before-deadline")
                .none("operator.managed", "operator.principal");
    }

    private static Field check(
            java.util.function.Function<InstanceChecks.Check, String> word, Condition passed, Condition booting) {
        return match -> {
            Condition any = Condition.NEVER;
            if (match.matches(word.apply(InstanceChecks.Check.PASSED))) {
                any = any.or(passed);
            }
            if (match.matches(word.apply(InstanceChecks.Check.BOOTING))) {
                any = any.or(booting);
            }
            if (match.matches(word.apply(InstanceChecks.Check.NONE))) {
                any = any.or(RUNNING.not());
            }
            return any;
        };
    }
}
