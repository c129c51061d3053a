package dev.origami.instance;

import dev.origami.id.AccountId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import dev.origami.id.ReservationId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server. Its disks are volumes that are attached to it, its addresses those of its network interface.
 *
 * @param launchIndex its place among the instances of its launch, from 0
 * @param launchTime when it was last started
 * @param keyName the key pair that its users log in with; null when none
 * @param publicKey that key pair's line at the launch
 * @param stateReason null while nothing is to be said
 * @param stateChange when it came to its state
 * @param clientToken of its launch; null when there was none
 */
public record Instance(
        InstanceId id,
        ReservationId reservation,
        AccountId owner,
        Region region,
        String zone,
        int launchIndex,
        Instant launchTime,
        ImageFacts image,
        InstanceSettings settings,
        @Nullable String keyName,
        @Nullable String publicKey,
        List<EphemeralDisk> ephemeralDisks,
        InstanceState state,
        @Nullable StateReason stateReason,
        Instant stateChange,
        @Nullable String clientToken) {
    static final String USER_INITIATED = "User initiated ";
    private static final DateTimeFormatter REASON_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'GMT'").withZone(ZoneOffset.UTC);

    public Instance {
        ephemeralDisks = List.copyOf(ephemeralDisks);
    }

    /** Whether its machine starts a kernel without firmware and boot loader. */
    public boolean startsDirectly() {
        return !image.virtualization().equals(ImageFacts.HVM);
    }

    /** EC2 tells who brought an instance to its state, and when, where it was a user; empty when nothing is to be said. */
    public String transition() {
        StateReason reason = stateReason;
        if (reason == null) {
            return "";
        }
        return reason.equals(StateReason.USER_SHUTDOWN)
                ? USER_INITIATED + "(" + REASON_TIME.format(stateChange) + ")"
                : reason.message();
    }

    /** The processors that it has. */
    public CpuOptions cpu() {
        CpuOptions said = settings.cpu();
        return said == null ? CpuOptions.of(type()) : said;
    }

    public InstanceType type() {
        return InstanceTypes.of(settings.type());
    }
}
