package dev.origami.machine.network;

import dev.origami.machine.HostProcess;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a VPC's network after the service was killed.
 *
 * @param bootId of the host; after it started anew, nothing of the network is left
 * @param holder keeps the namespaces, and does nothing else
 * @param outside slirp4netns
 * @param subnets what holds in its subnets
 */
record NetworkRecord(
        String vpc,
        String bootId,
        HostProcess holder,
        HostProcess outside,
        List<Guest> guests,
        List<SubnetRules> subnets) {
    NetworkRecord {
        // One that was written before there were such rules has none.
        subnets = subnets == null ? List.of() : subnets;
    }

    /**
     * A guest in it.
     *
     * @param addresses dnsmasq, which tells the guest its address
     * @param metadata the way to the metadata service
     * @param api the way to the API; null where guests do not reach it
     */
    record Guest(
            String instance,
            String tap,
            Nic nic,
            String metadataSocket,
            HostProcess addresses,
            HostProcess metadata,
            @Nullable Door api,
            List<Opened> opened) {
        Guest with(Nic newNic, List<Opened> newOpened) {
            return new Guest(instance, tap, newNic, metadataSocket, addresses, metadata, api, newOpened);
        }

        Stream<HostProcess> processes() {
            return Stream.concat(
                    Stream.of(addresses, metadata), Stream.ofNullable(api).map(Door::process));
        }
    }

    /** A way to a socket of the host. */
    record Door(String socket, HostProcess process) {}

    /** A port that slirp4netns holds open under that number. */
    record Opened(int id, PortForward forward) {}

    Optional<Guest> guest(String instance) {
        return guests.stream()
                .filter(guest -> guest.instance().equals(instance))
                .findFirst();
    }

    NetworkRecord with(Guest guest) {
        Stream<Guest> others = without(guest.instance()).guests.stream();
        return new NetworkRecord(
                vpc,
                bootId,
                holder,
                outside,
                Stream.concat(others, Stream.of(guest)).toList(),
                subnets);
    }

    NetworkRecord without(String instance) {
        List<Guest> others = guests.stream()
                .filter(guest -> !guest.instance().equals(instance))
                .toList();
        return new NetworkRecord(vpc, bootId, holder, outside, others, subnets);
    }

    NetworkRecord with(List<SubnetRules> newSubnets) {
        return new NetworkRecord(vpc, bootId, holder, outside, guests, newSubnets);
    }

    Stream<HostProcess> processes() {
        return Stream.concat(Stream.of(holder, outside), guests.stream().flatMap(Guest::processes));
    }
}
