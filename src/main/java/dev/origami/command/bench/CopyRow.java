package dev.origami.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ImageState;

/** CopyImage into another region, until the copy is available. */
final class CopyRow implements Row {
    @Override
    public String name() {
        return "copy";
    }

    @Override
    public List<Comparison> measure(BenchDisk disk, int runs) throws IOException, InterruptedException {
        Path data = Files.createDirectories(disk.directory().resolve("copy"));
        Path copy = disk.directory().resolve("copy.raw");
        try (OwnService service = OwnService.start(data);
                Ec2Client home = service.client(Region.US_EAST_1);
                Ec2Client abroad = service.client(Region.EU_WEST_1)) {
            String image = service.importDisk(disk.raw(), home);
            AtomicInteger number = new AtomicInteger();
            Timing.Pair taken =
                    Timing.inTurn(runs, () -> copy(abroad, image, "copy" + number.incrementAndGet()), () -> {
                        Timing.run(List.of("cp", "--reflink=never", disk.raw().toString(), copy.toString()));
                        // A copy of ours is on the disk when it is answered; and what cp left unwritten, the next would
                        // wait for.
                        Timing.run(List.of("sync", copy.toString()));
                    });
            return List.of(new Comparison(
                    "copy",
                    "CopyImage into another region, until it is available",
                    "s",
                    taken.ours(),
                    "cp --reflink=never of the raw file, and sync of the copy",
                    taken.theirs(),
                    "Blocks are kept once for all regions, so a copy moves none."));
        }
    }

    private static void copy(Ec2Client region, String image, String name) throws IOException {
        String copied = region.copyImage(request ->
                        request.sourceImageId(image).sourceRegion("us-east-1").name(name))
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
