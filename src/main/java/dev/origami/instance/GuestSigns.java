package dev.origami.instance;

import dev.origami.database.Condition;
import dev.origami.id.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What can be told from outside of how a guest and its machine are. A guest that has booted brings its network card up
 * or asks the metadata service; a machine that is well answers. What was heard is forgotten when the service ends; the
 * next one hears it anew from the machines that it finds.
 */
public final class GuestSigns {
    private final InstantSource clock;
    private final Duration patience;
    private final Map<InstanceId, Instant> lastHeard = new ConcurrentHashMap<>();
    private final Map<InstanceId, Instant> silentSince = new ConcurrentHashMap<>();

    /**
     * Nothing heard yet.
     *
     * @param patience how long after its start a guest that gives no sign is taken to be booting
     */
    public GuestSigns(InstantSource clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /** The guest has given a sign. */
    public void heard(InstanceId id) {
        lastHeard.put(id, clock.instant());
    }

    /** Whether the machine answers, from now on. */
    public void answers(InstanceId id, boolean answers) {
        if (answers) {
            silentSince.remove(id);
        } else {
            Instant _ = silentSince.putIfAbsent(id, clock.instant());
        }
    }

    /** There is no machine any more. */
    public void forget(InstanceId id) {
        lastHeard.remove(id);
        silentSince.remove(id);
    }

    /** Whether the guest has given a sign since it was started. */
    boolean isUp(Instance instance) {
        Instant heard = lastHeard.get(instance.id());
        return heard != null && !heard.isBefore(instance.launchTime());
    }

    /** Since when a guest has had time enough to boot; empty while it has not. */
    Optional<Instant> hadTimeAt(Instance instance) {
        Instant end = instance.launchTime().plus(patience);
        return clock.instant().isBefore(end) ? Optional.empty() : Optional.of(end);
    }

    /** Since when the machine does not answer; empty when it does. */
    Optional<Instant> silentSince(Instance instance) {
        return Optional.ofNullable(silentSince.get(instance.id()));
    }

    /** {@link #isUp}, in SQL over {@code instance i}. */
    Condition up() {
        String heard = lastHeard.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue().toEpochMilli())
                .collect(Collectors.joining(",", "{", "}"));
        return Condition.of(
                "EXISTS (SELECT 1 FROM json_each(?) h WHERE h.key = i.id AND h.value >= i.launch_time)", heard);
    }

    /** That {@link #hadTimeAt} is there, in SQL over {@code instance i}. */
    Condition hadTime() {
        return Condition.of(
                "i.launch_time <= ?", clock.instant().minus(patience).toEpochMilli());
    }

    /** That the machine does not answer, in SQL over {@code instance i}. */
    Condition silent() {
        String ids =
                silentSince.keySet().stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(",", "[", "]"));
        return Condition.of("EXISTS (SELECT 1 FROM json_each(?) s WHERE s.value = i.id)", ids);
    }
}
