package dev.origami.instance;

import dev.origami.database.Condition;
import dev.origami.id.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Whether a guest is up, as far as that can be told from outside: it has asked the metadata service since it was
 * started, as most do when they boot, or it had time enough. What was heard is forgotten when the service ends; time
 * tells then.
 */
public final class GuestSigns {
    private final InstantSource clock;
    private final Duration enough;
    private final Map<InstanceId, Instant> lastHeard = new ConcurrentHashMap<>();

    /**
     * Nothing heard yet.
     *
     * @param enough how long after its start a guest that says nothing is taken to be up
     */
    public GuestSigns(InstantSource clock, Duration enough) {
        this.clock = clock;
        this.enough = enough;
    }

    /** The guest has asked for something. */
    public void heard(InstanceId id) {
        lastHeard.put(id, clock.instant());
    }

    /** There is no guest any more. */
    public void forget(InstanceId id) {
        lastHeard.remove(id);
    }

    public boolean isUp(Instance instance) {
        Instant heard = lastHeard.get(instance.id());
        boolean spoken = heard != null && !heard.isBefore(instance.launchTime());
        return spoken || !clock.instant().isBefore(instance.launchTime().plus(enough));
    }

    /** {@link #isUp}, in SQL over {@code instance i}. */
    Condition isUp() {
        String heard = lastHeard.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue().toEpochMilli())
                .collect(Collectors.joining(",", "{", "}"));
        return Condition.of("i.launch_time <= ?", clock.instant().minus(enough).toEpochMilli())
                .or(Condition.of(
                        "EXISTS (SELECT 1 FROM json_each(?) h WHERE h.key = i.id AND h.value >= i.launch_time)",
                        heard));
    }
}
