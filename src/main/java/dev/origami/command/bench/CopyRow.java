package dev.origami.command.bench;

import dev.origami.zone.Zones;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ImageState;

/** CopyImage into another region until the copy is available: into one of the same block store, and one of its own. */
final class CopyRow implements Row {
    private static final Region HOME = Region.US_EAST_1;
    private static final Region NEIGHBOUR = Region.EU_WEST_1;

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public List<Comparison> measure(BenchDisk disk, int runs) throws IOException, InterruptedException {
        Path data = Files.createDirectories(disk.directory().resolve("copy"));
        List<Region> apart = apart(runs);
        try (OwnService service = OwnService.start(
                        data, "--places", places(disk.directory(), apart).toString());
                Ec2Client home = service.client(HOME)) {
            String image = service.importDisk(disk.raw(), home);
            return List.of(inOneStore(service, image, disk, runs), betweenStores(service, image, disk, runs, apart));
        }
    }

    private static Comparison inOneStore(OwnService service, String image, BenchDisk disk, int runs)
            throws IOException, InterruptedException {
        Path copy = disk.directory().resolve("copy.raw");
        AtomicInteger number = new AtomicInteger();
        try (Ec2Client abroad = service.client(NEIGHBOUR)) {
            Timing.Pair taken = Timing.inTurn(
                    runs, () -> copy(abroad, image, "copy" + number.incrementAndGet()), () -> cp(disk.raw(), copy));
            return new Comparison(
                    "copy",
                    "CopyImage into another region, until it is available",
                    "s",
                    taken.ours(),
                    "cp --reflink=never of the raw file, and sync of the copy",
                    taken.theirs(),
                    "Blocks are kept once for all regions, so a copy moves none.");
        }
    }

    /** Each copy goes to a store that is empty. The peer moves the same bytes: the packs of the store. */
    private static Comparison betweenStores(
            OwnService service, String image, BenchDisk disk, int runs, List<Region> apart)
            throws IOException, InterruptedException {
        Path packs = disk.directory().resolve("copy/blocks/packs");
        Deque<Region> fresh = new ArrayDeque<>(apart);
        AtomicInteger number = new AtomicInteger();
        Timing.Pair taken = Timing.inTurn(
                runs,
                () -> {
                    try (Ec2Client abroad = service.client(fresh.remove())) {
                        copy(abroad, image, "apart");
                    }
                },
                () -> cp(packs, disk.directory().resolve("packs" + number.incrementAndGet())));
        return new Comparison(
                "copy",
                "CopyImage into a region with a block store of its own, until it is available",
                "s",
                taken.ours(),
                "cp --reflink=never of the store's packs, and sync of the copy",
                taken.theirs(),
                "The other store has no block of the image, so all of them move, each checked.");
    }

    /** Regions that have a store of their own here, one for each run and the one that does not count. */
    private static List<Region> apart(int runs) throws IOException {
        List<Region> all = Zones.regions().stream()
                .map(facts -> Region.of(facts.region().name()))
                .filter(region -> !region.equals(HOME) && !region.equals(NEIGHBOUR))
                .toList();
        if (runs >= all.size()) {
            throw new IOException("copies between stores need a region for each run: at most " + (all.size() - 1));
        }
        return all.subList(0, runs + 1);
    }

    private static Path places(Path directory, List<Region> apart) throws IOException {
        StringBuilder places = new StringBuilder();
        for (Region region : apart) {
            places.append("region ")
                    .append(region.id())
                    .append(" blocks ")
                    .append(directory.resolve(region.id()))
                    .append('\n');
        }
        return Files.writeString(directory.resolve("places"), places);
    }

    /** A copy of ours is on the disk when it is answered; and what cp left unwritten, the next would wait for. */
    private static void cp(Path from, Path to) throws IOException, InterruptedException {
        Timing.run(List.of("cp", "-r", "--reflink=never", from.toString(), to.toString()));
        List<String> sync = new ArrayList<>(List.of("sync"));
        try (Stream<Path> files = Files.walk(to)) {
            files.map(Path::toString).forEach(sync::add);
        }
        Timing.run(sync);
    }

    private static void copy(Ec2Client region, String image, String name) throws IOException {
        String copied = region.copyImage(request ->
                        request.sourceImageId(image).sourceRegion(HOME.id()).name(name))
                .imageId();
        ImageState state = ImageState.PENDING;
        while (state == ImageState.PENDING) {
            state = region.describeImages(request -> request.imageIds(copied))
                    .images()
                    .getFirst()
                    .state();
        }
        if (state != ImageState.AVAILABLE) {
            throw new IOException("the copy is " + state);
        }
    }
}
