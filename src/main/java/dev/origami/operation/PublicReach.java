package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.id.InstanceId;
import dev.origami.machine.Machines;
import dev.origami.network.Ipv4;
import dev.origami.network.NetworkInterfaces;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * At which public addresses machines are reached: those that the rows say. Called whenever a row has changed, a machine
 * has started, or the service has, so that what one of them missed the next one mends.
 */
public final class PublicReach {
    private final Database database;
    private final NetworkInterfaces interfaces;
    private final Machines machines;
    /** Who reads the rows later also brings them later: no address of before stays. */
    private final ReentrantLock lock = new ReentrantLock();

    public PublicReach(Database database, NetworkInterfaces interfaces, Machines machines) {
        this.database = database;
        this.interfaces = interfaces;
        this.machines = machines;
    }

    /** Brings the addresses as they are now to all machines; those that have theirs already notice nothing. */
    public void apply() {
        lock.lock();
        try {
            Map<InstanceId, String> addresses = database.read(interfaces::publicAddresses).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> entry.getValue().map(Ipv4::toString).orElse("")));
            machines.applyPublicAddresses(addresses);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
