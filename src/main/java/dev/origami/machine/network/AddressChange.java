package dev.origami.machine.network;

import dev.origami.id.InstanceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Public addresses that change hands: all lose what they had before any gets what it is to have. */
final class AddressChange {
    private AddressChange() {}

    /** Gives an instance a public address; empty for none. */
    @FunctionalInterface
    interface Giver {
        void give(InstanceId instance, String address) throws InterruptedException;
    }

    /**
     * Brings instances what they are to have.
     *
     * @param wanted empty for none
     * @param present what an instance has; nothing when it is not attached, so that it is left out
     */
    static void apply(Map<InstanceId, String> wanted, Function<InstanceId, Optional<Nic>> present, Giver giver)
            throws InterruptedException {
        List<Map.Entry<InstanceId, String>> moved = wanted.entrySet().stream()
                .filter(entry -> present.apply(entry.getKey())
                        .filter(nic -> !nic.publicIp().equals(entry.getValue()))
                        .isPresent())
                .toList();
        for (Map.Entry<InstanceId, String> entry : moved) {
            giver.give(entry.getKey(), "");
        }
        for (Map.Entry<InstanceId, String> entry : moved) {
            giver.give(entry.getKey(), entry.getValue());
        }
    }
}
