package dev.origami.command;

import dev.origami.zone.Outpost;
import dev.origami.zone.Places;
import dev.origami.zone.PlacesException;
import dev.origami.zone.PlacesFile;
import dev.origami.zone.RegionFacts;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./origami places}: draws what places there are as a tree. */
@Command(
        name = "places",
        mixinStandardHelpOptions = true,
        description = {
            "Draw the regions with their zones and Outposts as a tree, with what each has of its own.",
            "",
            "The regions and zones are there. A file says which Outposts there are, and what a place has of its own:"
                    + " the directory of a block store, and a range of public addresses. It has a line for each:",
            "",
            "  region  eu-west-1             blocks /srv/ireland  addresses 127.40.0.0/16",
            "  zone    us-west-2-lax-1a      addresses 127.41.0.0/16",
            "  outpost op-0123456789abcdef0  zone us-east-1a  account 111122223333  name \"Hall 3\"  blocks /srv/hall3",
            "",
            "The service reads it when it starts: the file places in its data directory, or serve --places FILE."
        })
final class PlacesCommand implements Callable<Integer> {
    /** The file in the data directory. */
    private static final String FILE = "places";

    @Parameters(index = "0..*", paramLabel = "REGION", description = "Of these regions alone (default: of all).")
    private List<String> regions = new ArrayList<>();

    @Option(names = "--places", paramLabel = "FILE", description = "Another file than that of the data directory.")
    private @Nullable Path places;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The service's data directory (default: ~/.local/share/origami).")
    private @Nullable Path dataDir;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException {
        Places own = read(Optional.ofNullable(places), DataDirectory.of(dataDir));
        for (String name : regions) {
            if (Zones.regions().stream()
                    .noneMatch(facts -> facts.region().name().equals(name))) {
                throw new CommandException("there is no region " + name);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        Zones.regions().stream()
                .filter(facts ->
                        regions.isEmpty() || regions.contains(facts.region().name()))
                .forEach(facts -> draw(out, own, facts));
        out.flush();
        return 0;
    }

    /**
     * What the operator says of places.
     *
     * @throws CommandException what is wrong with the file, and where
     */
    static Places read(Optional<Path> given, DataDirectory directory) throws CommandException {
        Path file = given.orElseGet(() -> directory.path().resolve(FILE));
        if (given.isEmpty() && !Files.exists(file)) {
            return Places.DEFAULTS;
        }
        try {
            return PlacesFile.read(file);
        } catch (PlacesException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandException("cannot read the places in " + file + ": " + e);
        }
    }

    private static void draw(PrintWriter out, Places places, RegionFacts facts) {
        String region = facts.region().name();
        out.println(region + "  " + facts.longName() + own(places, region));
        drawAll(out, "", facts.availabilityZones(), places, facts);
    }

    private static void drawAll(PrintWriter out, String indent, List<Zone> zones, Places places, RegionFacts facts) {
        for (Zone zone : zones) {
            boolean last = zone.equals(zones.getLast());
            out.println(indent + (last ? "└─ " : "├─ ") + zone.name() + "  " + zone.id() + "  "
                    + zone.kind().wire() + (zone.parent() == null ? "" : "  " + zone.groupLongName())
                    + own(places, zone.name()));
            String inner = indent + (last ? "   " : "│  ");
            List<Zone> edges = facts.zones().stream()
                    .filter(edge -> zone.equals(edge.parent()))
                    .toList();
            List<Outpost> outposts = places.outposts().stream()
                    .filter(outpost -> outpost.zone().equals(zone))
                    .toList();
            for (Outpost outpost : outposts) {
                boolean end = edges.isEmpty() && outpost.equals(outposts.getLast());
                out.println(inner + (end ? "└─ " : "├─ ") + outpost.id() + "  outpost  " + outpost.name()
                        + "  of account " + outpost.account() + own(places, outpost.id()));
            }
            drawAll(out, inner, edges, places, facts);
        }
    }

    private static String own(Places places, String name) {
        List<String> own = Stream.of(
                        places.blocksOf(name).map(blocks -> "blocks " + blocks).orElse(null),
                        places.addressesOf(name)
                                .map(addresses -> "addresses " + addresses)
                                .orElse(null))
                .filter(Objects::nonNull)
                .toList();
        return own.isEmpty() ? "" : "  [" + String.join(", ", own) + "]";
    }
}
