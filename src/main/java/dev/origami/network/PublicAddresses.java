package dev.origami.network;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import dev.origami.zone.Places;
import dev.origami.zone.Zones;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Which public address a server has: one of 127.0.0.0/8, of its place's own range where that has one. */
final class PublicAddresses {
    /** 127.0.0.0/16 is left to the host: resolvers and the like live there. */
    private static final int FIRST_PUBLIC = 1 << 16;

    private static final int PUBLIC_COUNT = 1 << 24;
    private static final Ipv4 LOOPBACK = Ipv4.parse("127.0.0.0");
    private static final int LAST_OCTET = 255;

    private final Places places;
    private final List<Cidr> ofPlaces;

    PublicAddresses(Places places) {
        this.places = places;
        this.ofPlaces = places.takenAddresses().stream().map(Cidr::parse).toList();
    }

    /**
     * One that nobody has, for a server in the subnet.
     *
     * @throws ApiException {@code ResourceLimitExceeded} when all are in use
     */
    Ipv4 free(Handle sql, Subnet subnet) {
        return free(sql, places.addresses(Zones.require(subnet.region(), subnet.zone()), subnet.outpost()));
    }

    /**
     * One that nobody has, for an account to keep.
     *
     * @param border the network border group: the region, or a group of zones
     * @throws ApiException as the other
     */
    Ipv4 free(Handle sql, Region region, String border) {
        return free(
                sql,
                border.equals(region.name())
                        ? places.addressesOf(border)
                        : Zones.of(region).zones().stream()
                                .filter(zone -> zone.border().equals(border))
                                .findFirst()
                                .flatMap(zone -> places.addresses(zone, null)));
    }

    private Ipv4 free(Handle sql, Optional<String> range) {
        Set<Ipv4> taken = InterfaceTable.publicAddresses(sql);
        Optional<Cidr> own = range.map(Cidr::parse);
        return own.isPresent() ? freeOf(own.get(), taken) : freeOfAll(sql, taken);
    }

    private static Ipv4 freeOf(Cidr range, Set<Ipv4> taken) {
        for (long offset = 1; offset < range.size() - 1; offset++) {
            Ipv4 address = range.first().plus(offset);
            if (isOfHost(address) && !taken.contains(address)) {
                return address;
            }
        }
        throw allInUse(range.toString());
    }

    private Ipv4 freeOfAll(Handle sql, Set<Ipv4> taken) {
        int count = PUBLIC_COUNT - FIRST_PUBLIC;
        int start = NetworkTable.nextPublicAddress(sql) - FIRST_PUBLIC;
        for (int i = 0; i < count; i++) {
            int offset = FIRST_PUBLIC + (start + i) % count;
            Ipv4 address = LOOPBACK.plus(offset);
            if (isOfHost(address)
                    && !taken.contains(address)
                    && ofPlaces.stream().noneMatch(range -> range.contains(address))) {
                NetworkTable.setNextPublicAddress(sql, offset + 1);
                return address;
            }
        }
        throw allInUse("127.0.0.0/8");
    }

    /** Whether people take it for the address of a host: neither the first nor the last of its 256. */
    private static boolean isOfHost(Ipv4 address) {
        int octet = address.bits() & LAST_OCTET;
        return octet != 0 && octet != LAST_OCTET;
    }

    private static ApiException allInUse(String range) {
        return new ApiException(ErrorCode.RESOURCE_LIMIT_EXCEEDED, "All public addresses (" + range + ") are in use.");
    }
}
