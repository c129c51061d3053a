package dev.origami.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/** What the demo asks of EC2, through the AWS SDK as any program would. */
final class DemoCloud {
    private static final String NAME = "origami-demo";
    private static final String PROVIDER = "amazon";
    private static final int[] OPEN_PORTS = {22, 80};
    /** Of the four kinds of host key that cloud-init makes for itself, the one that is made in no time. */
    private static final String USER_DATA = "#cloud-config\nssh_genkeytypes: [ed25519]\n";

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration BETWEEN_TRIALS = Duration.ofMillis(200);

    private final Ec2Client ec2;

    DemoCloud(Ec2Client ec2) {
        this.ec2 = ec2;
    }

    /** Removes what an earlier demo left, but for its master image. */
    void clear() throws CommandException, InterruptedException {
        terminate(instances().stream().map(Instance::instanceId).toList());
        for (Image image : ec2.describeImages(request -> request.owners("self")).images()) {
            ec2.deregisterImage(request -> request.imageId(image.imageId()));
            image.blockDeviceMappings().stream()
                    .filter(mapping -> mapping.ebs() != null)
                    .forEach(mapping -> ec2.deleteSnapshot(
                            request -> request.snapshotId(mapping.ebs().snapshotId())));
        }
    }

    /** The master image of that name, once it is there. */
    Optional<Image> master(String name) {
        return ec2
                .describeImages(request -> request.owners(PROVIDER)
                        .filters(filter("name", name), filter("state", ImageState.AVAILABLE.toString())))
                .images()
                .stream()
                .findFirst();
    }

    /** Makes the key pair anew; its private key goes into a file that only its user may read. */
    void createKey(Path file) throws IOException {
        ec2.deleteKeyPair(request -> request.keyName(NAME));
        String key = ec2.createKeyPair(request -> request.keyName(NAME).keyType("ed25519"))
                .keyMaterial();
        boolean _ = Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, key, StandardOpenOption.WRITE);
    }

    /** A security group that opens ssh and http; the one of an earlier demo if there is one. */
    String group() {
        Optional<SecurityGroup> known = ec2
                .describeSecurityGroups(request -> request.filters(filter("group-name", NAME)))
                .securityGroups()
                .stream()
                .findFirst();
        if (known.isPresent()) {
            return known.get().groupId();
        }
        String group = ec2.createSecurityGroup(
                        request -> request.groupName(NAME).description("ssh and http"))
                .groupId();
        for (int port : OPEN_PORTS) {
            IpPermission open = IpPermission.builder()
                    .ipProtocol("tcp")
                    .fromPort(port)
                    .toPort(port)
                    .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                    .build();
            ec2.authorizeSecurityGroupIngress(request -> request.groupId(group).ipPermissions(open));
        }
        return group;
    }

    /** Launches as many servers as this machine carries, at most those wanted; returns when they run. */
    List<String> launch(String image, String group, int wanted, boolean secondVolume)
            throws CommandException, InterruptedException {
        RunInstancesRequest.Builder request = RunInstancesRequest.builder()
                .imageId(image)
                .instanceType(type(wanted))
                .keyName(NAME)
                .userData(Base64.getEncoder().encodeToString(USER_DATA.getBytes(StandardCharsets.UTF_8)))
                .securityGroupIds(group)
                .minCount(1)
                .maxCount(wanted);
        if (secondVolume) {
            request.blockDeviceMappings(BlockDeviceMapping.builder()
                    .deviceName("/dev/sdf")
                    .ebs(volume -> volume.volumeSize(1).deleteOnTermination(true))
                    .build());
        }
        List<String> ids = ec2.runInstances(request.build()).instances().stream()
                .map(Instance::instanceId)
                .toList();
        awaitState(ids, InstanceStateName.RUNNING);
        return ids;
    }

    /** Two virtual processors where this machine has more than one server needs, else one: both have the same memory. */
    private static String type(int servers) {
        return Runtime.getRuntime().availableProcessors() > servers ? "t3.micro" : "t2.micro";
    }

    /** As the other, or none where this machine carries none now. */
    List<String> launchWhereRoom(String image, String group, int wanted) throws CommandException, InterruptedException {
        try {
            return launch(image, group, wanted, false);
        } catch (Ec2Exception e) {
            if (e.awsErrorDetails().errorCode().equals("InsufficientInstanceCapacity")) {
                return List.of();
            }
            throw e;
        }
    }

    /** What the server printed last on its console, or nothing. */
    String lastConsoleLine(String instance) {
        String encoded = ec2.getConsoleOutput(
                        request -> request.instanceId(instance).latest(true))
                .output();
        byte[] output = encoded == null ? new byte[0] : Base64.getMimeDecoder().decode(encoded);
        return new String(output, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .reduce("", (_, later) -> later);
    }

    void terminate(List<String> ids) throws CommandException, InterruptedException {
        if (!ids.isEmpty()) {
            ec2.terminateInstances(request -> request.instanceIds(ids));
            awaitState(ids, InstanceStateName.TERMINATED);
        }
    }

    String createImage(String instance, String name, boolean reboot) throws CommandException, InterruptedException {
        String image = ec2.createImage(
                        request -> request.instanceId(instance).name(name).noReboot(!reboot))
                .imageId();
        awaitImage(image);
        return image;
    }

    private void awaitImage(String id) throws CommandException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Image image = ec2.describeImages(
                            DescribeImagesRequest.builder().imageIds(id).build())
                    .images()
                    .getFirst();
            if (image.state() == ImageState.AVAILABLE) {
                return;
            }
            if (image.state() != ImageState.PENDING || System.nanoTime() > deadline) {
                String why = image.stateReason() == null
                        ? "it takes too long"
                        : image.stateReason().message();
                throw new CommandException("the image " + id + " is " + image.stateAsString() + ": " + why);
            }
            Thread.sleep(BETWEEN_TRIALS);
        }
    }

    private void awaitState(List<String> ids, InstanceStateName wanted) throws CommandException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<Instance> others = ec2.describeInstances(request -> request.instanceIds(ids)).reservations().stream()
                    .flatMap(reservation -> reservation.instances().stream())
                    .filter(instance -> instance.state().name() != wanted)
                    .toList();
            if (others.isEmpty()) {
                return;
            }
            Instance first = others.getFirst();
            if (first.state().name() == InstanceStateName.TERMINATED || System.nanoTime() > deadline) {
                String why = first.stateReason() == null
                        ? ""
                        : ": " + first.stateReason().message();
                throw new CommandException("the server " + first.instanceId() + " is "
                        + first.state().nameAsString() + ", not " + wanted + why);
            }
            Thread.sleep(BETWEEN_TRIALS);
        }
    }

    private List<Instance> instances() {
        return ec2.describeInstances().reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .filter(instance -> instance.state().name() != InstanceStateName.TERMINATED)
                .toList();
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }
}
