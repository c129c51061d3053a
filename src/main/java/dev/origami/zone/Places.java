package dev.origami.zone;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the operator says of places: which Outposts there are, and what places have of their own. See {@link PlacesFile}. */
public final class Places {
    /** Nothing is said: no Outposts, one block store and one range of addresses for all. */
    public static final Places DEFAULTS = new Places(List.of(), Map.of());

    private final Map<String, Outpost> outposts;
    private final Map<String, Place> own;

    /** @param own by the name of a region or a zone, or the id of an Outpost */
    Places(List<Outpost> outposts, Map<String, Place> own) {
        this.outposts = outposts.stream()
                .collect(Collectors.toMap(Outpost::id, outpost -> outpost, (one, _) -> one, LinkedHashMap::new));
        this.own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
    }

    public List<Outpost> outposts() {
        return List.copyOf(outposts.values());
    }

    /** The account's Outposts in the region. */
    public List<Outpost> outposts(AccountId account, Region region) {
        return outposts.values().stream()
                .filter(outpost -> outpost.account().equals(account)
                        && outpost.zone().region().equals(region))
                .toList();
    }

    /**
     * The account's Outpost in the region that has the ARN.
     *
     * @throws ApiException {@code InvalidParameterValue} when there is none
     */
    public Outpost requireOutpost(AccountId account, Region region, String arn) {
        return outposts(account, region).stream()
                .filter(outpost -> outpost.arn().equals(arn))
                .findFirst()
                .orElseThrow(() -> ApiException.invalidValue(
                        "outpostArn", arn, "The account has no such Outpost in " + region.name() + "."));
    }

    /**
     * Passes the ARN of one of the account's Outposts in the region, or that none is named.
     *
     * @throws ApiException {@code InvalidParameterValue} when the account has no such
     */
    public @Nullable String requireOutpostArn(AccountId account, Region region, @Nullable String arn) {
        return arn == null ? null : requireOutpost(account, region, arn).arn();
    }

    /** The Outpost of that ARN, whosever it is. */
    public Optional<Outpost> outpost(@Nullable String arn) {
        return outposts.values().stream()
                .filter(outpost -> outpost.arn().equals(arn))
                .findFirst();
    }

    /** The block store that a region or a zone (by its name) or an Outpost (by its id) itself has. */
    public Optional<Path> blocksOf(String name) {
        return own(name).ownBlocks();
    }

    /** The range of public addresses that it itself has. */
    public Optional<String> addressesOf(String name) {
        return own(name).ownAddresses();
    }

    private Place own(String name) {
        return own.getOrDefault(name, Place.NOTHING);
    }

    /** What public addresses of servers in a subnet are of, nearest first: the Outpost's, the zone's, the region's. */
    public Optional<String> addresses(Zone zone, @Nullable String outpostArn) {
        return within(zone, outpostArn)
                .flatMap(name -> own(name).ownAddresses().stream())
                .findFirst();
    }

    /** All ranges that belong to some place: nobody else has addresses of them. */
    public Set<String> takenAddresses() {
        return own.values().stream()
                .flatMap(place -> place.ownAddresses().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Where what is written in a zone, or on an Outpost of it, lies; empty: where everything else does. */
    public Optional<Path> blocks(Zone zone, @Nullable String outpostArn) {
        return within(zone, outpostArn)
                .flatMap(name -> own(name).ownBlocks().stream())
                .findFirst();
    }

    /** Where what belongs to a region lies; empty: where everything else does. */
    public Optional<Path> blocks(Region region) {
        return own(region.name()).ownBlocks();
    }

    /** Whether snapshots can be kept in the zone itself: in a Local Zone that has a block store of its own. */
    public boolean keepsSnapshots(Zone zone) {
        return zone.kind() == ZoneKind.LOCAL_ZONE && blocksOf(zone.name()).isPresent();
    }

    /**
     * Passes a zone that keeps snapshots.
     *
     * @throws ApiException {@code UnsupportedOperation}
     */
    public Zone requireKeepsSnapshots(Zone zone) {
        if (!keepsSnapshots(zone)) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "Local snapshots are not supported in the zone '" + zone.name()
                            + "': Local Zones have them that have" + " a block store of their own.");
        }
        return zone;
    }

    /** Where the blocks of a snapshot lie that is kept there; empty: where everything else does. */
    public Optional<Path> blocks(Region region, Home home) {
        return switch (home) {
            case Home.InRegion _ -> blocks(region);
            case Home.InZone in -> blocks(in.zone(), null);
            case Home.OnOutpost there ->
                outpost(there.arn())
                        .map(outpost -> blocks(outpost.zone(), there.arn()))
                        .orElseGet(() -> blocks(region));
        };
    }

    /** The directories of all block stores that places have of their own. */
    public Set<Path> blocks() {
        return own.values().stream()
                .flatMap(place -> place.ownBlocks().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<String> within(Zone zone, @Nullable String outpostArn) {
        return Stream.concat(
                outpost(outpostArn).map(Outpost::id).stream(),
                Stream.of(zone.name(), zone.region().name()));
    }
}
