package dev.origami.command;

import dev.origami.block.disk.DiskFormat;
import dev.origami.block.disk.DiskRefusedException;
import dev.origami.block.disk.ForeignDisk;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.DiskLimits;
import dev.origami.config.ToolLimits;
import dev.origami.id.ImageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.RegisterImageResponse;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;

/**
 * A disk file becomes an image, as a client of the API like any other makes one. A kernel or RAM disk becomes one through
 * the operator's door: EC2 has no other any more.
 */
@Command(
        name = "import",
        description = "Make an image of a disk file (raw, qcow2, vmdk, vhd, vhdx), or of a kernel or RAM disk.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The disk file, kernel or RAM disk.")
    private Path file = Path.of("");

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "The image's name.")
    private String name = "";

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "machine",
            description = "machine, kernel or ramdisk (default: ${DEFAULT-VALUE}).")
    private String type = "machine";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "raw, qcow2, vmdk, vhd or vhdx (default: what the file's name ends with).")
    private @Nullable String format;

    @Option(
            names = "--architecture",
            paramLabel = "ARCH",
            defaultValue = "x86_64",
            description = "x86_64, arm64 or i386 (default: ${DEFAULT-VALUE}).")
    private String architecture = "x86_64";

    @Option(names = "--boot-mode", paramLabel = "MODE", description = "legacy-bios, uefi or uefi-preferred.")
    private @Nullable String bootMode;

    @Option(
            names = "--root-device",
            paramLabel = "DEVICE",
            defaultValue = "/dev/xvda",
            description = "The root device's name (default: ${DEFAULT-VALUE}).")
    private String rootDevice = "/dev/xvda";

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw new CommandException("there is no file " + file);
        }
        ImageKind kind = kind();
        Clients clients = service.clients();
        Path sockets = Files.createTempDirectory("origami-import");
        try (DiskTools tools = new DiskTools(sockets, ToolLimits.defaults());
                ForeignDisk disk = ForeignDisk.open(
                        tools,
                        DiskLimits.defaults(),
                        file.toRealPath(),
                        kind == ImageKind.MACHINE ? format() : DiskFormat.RAW);
                Ec2Client ec2 = clients.ec2();
                EbsClient ebs = clients.ebs()) {
            SnapshotUpload upload = new SnapshotUpload(ebs, disk);
            String snapshot;
            try (ProgressLine progress = ProgressLine.ofBytes("import", disk.sizeBytes())) {
                snapshot = upload.send(LengthNote.of(file, disk.lengthBytes()), progress);
            }
            awaitCompleted(ec2, snapshot);
            if (kind != ImageKind.MACHINE) {
                spec.commandLine().getOut().println(bootFile(kind, snapshot, disk.lengthBytes()));
                return 0;
            }
            RegisterImageResponse image = ec2.registerImage(request -> request.name(name)
                    .architecture(architecture)
                    .bootMode(bootMode)
                    .virtualizationType("hvm")
                    .enaSupport(true)
                    .rootDeviceName(rootDevice)
                    .blockDeviceMappings(BlockDeviceMapping.builder()
                            .deviceName(rootDevice)
                            .ebs(volume -> volume.snapshotId(snapshot).deleteOnTermination(true))
                            .build()));
            spec.commandLine().getOut().println(image.imageId());
            return 0;
        } catch (DiskRefusedException e) {
            throw new CommandException(
                    e.getMessage() + ". Convert it first: qemu-img convert -O qcow2 " + file + " disk.qcow2");
        } finally {
            Files.deleteIfExists(sockets);
        }
    }

    private ImageKind kind() throws CommandException {
        return Stream.of(ImageKind.values())
                .filter(kind -> kind.wire().equals(type))
                .findFirst()
                .orElseThrow(() -> new CommandException("the types are machine, kernel and ramdisk, and not " + type));
    }

    private String bootFile(ImageKind kind, String snapshot, long lengthBytes) throws CommandException {
        return service.operator()
                .call(
                        "image.boot-file",
                        Operator.arguments()
                                .put("account", service.account())
                                .put("region", service.region())
                                .put("snapshot", snapshot)
                                .put("kind", kind.name())
                                .put("name", name)
                                .put("architecture", architecture)
                                .put("lengthBytes", lengthBytes))
                .path("imageId")
                .asText();
    }

    private DiskFormat format() throws CommandException {
        String fileName = file.getFileName().toString();
        String word = format != null ? format : fileName.substring(fileName.lastIndexOf('.') + 1);
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "raw", "img" -> DiskFormat.RAW;
            case "qcow2" -> DiskFormat.QCOW2;
            case "vmdk" -> DiskFormat.VMDK;
            case "vhd", "vpc" -> DiskFormat.VHD;
            case "vhdx" -> DiskFormat.VHDX;
            default ->
                throw new CommandException("what format " + file + " has is not told by its name. Say it: --format raw"
                        + " (or qcow2, vmdk, vhd, vhdx)");
        };
    }

    /** Completing takes as long as storing the blocks; the answer to a question at the end of it comes at once. */
    private static void awaitCompleted(Ec2Client ec2, String id) throws CommandException, InterruptedException {
        while (true) {
            Snapshot snapshot = ec2.describeSnapshots(request -> request.snapshotIds(id))
                    .snapshots()
                    .getFirst();
            if (snapshot.state() == SnapshotState.COMPLETED) {
                return;
            }
            if (snapshot.state() == SnapshotState.ERROR) {
                throw new CommandException("the disk could not be stored: " + snapshot.stateMessage());
            }
            Thread.sleep(100);
        }
    }
}
