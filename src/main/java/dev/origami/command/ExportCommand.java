package dev.origami.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Snapshot;

/** The root disk of an image becomes a raw file. A client of the API like any other. */
@Command(
        name = "export",
        description = "Write the root disk of an image into a raw file.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    private static final long GIB = 1L << 30;

    @Parameters(index = "0", paramLabel = "AMI", description = "The image's id.")
    private String ami = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The file to write.")
    private Path file = Path.of("");

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        Clients clients = service.clients();
        try (Ec2Client ec2 = clients.ec2();
                EbsClient ebs = clients.ebs()) {
            String id = rootSnapshot(ec2);
            List<Snapshot> found =
                    ec2.describeSnapshots(request -> request.snapshotIds(id)).snapshots();
            if (found.isEmpty()) {
                throw new CommandException("the image's blocks are not shared with account " + service.account()
                        + ". Ask its owner for createVolumePermission on " + id);
            }
            Snapshot snapshot = found.getFirst();
            long length = LengthNote.read(snapshot.description()).orElse(snapshot.volumeSize() * GIB);
            try (ProgressLine progress = ProgressLine.ofBytes("export", length)) {
                new SnapshotDownload(ebs, id).to(file, length, progress);
            }
            spec.commandLine().getOut().println(file);
            return 0;
        }
    }

    private String rootSnapshot(Ec2Client ec2) throws CommandException {
        Image image =
                ec2.describeImages(request -> request.imageIds(ami)).images().getFirst();
        return image.blockDeviceMappings().stream()
                .filter(mapping -> mapping.deviceName().equals(image.rootDeviceName()) && mapping.ebs() != null)
                .map(BlockDeviceMapping::ebs)
                .map(volume -> volume.snapshotId())
                .findFirst()
                .orElseThrow(() -> new CommandException(ami + " has no root disk of its own"));
    }
}
