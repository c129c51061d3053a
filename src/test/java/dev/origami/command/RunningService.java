package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.origami.block.disk.DiskFormat;
import dev.origami.block.disk.ForeignDisk;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.Config;
import dev.origami.config.DiskLimits;
import dev.origami.config.ToolLimits;
import dev.origami.guest.GuestShell;
import dev.origami.guest.GuestSsh;
import dev.origami.guest.TinyGuest;
import dev.origami.guest.TinyKind;
import dev.origami.workflow.StepListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.SnapshotState;

/** The whole service on a port of its own, accounts that use it with AWS's own clients, and what they do all the time. */
final class RunningService implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String REGION = "us-east-1";
    /** The port of ssh. */
    static final int SSH = 22;

    private final DataDirectory directory;
    private final List<Account> accounts = new ArrayList<>();
    private final Host host;

    RunningService(Path directory) throws Exception {
        this(DataDirectory.of(directory), new ThisProcess(DataDirectory.of(directory)));
    }

    private RunningService(DataDirectory directory, Host host) throws Exception {
        this.directory = directory;
        this.host = host;
        host.start();
    }

    /** The service in a process of its own, which the test may kill. */
    static RunningService in(ServiceProcess process) throws Exception {
        return new RunningService(process.directory(), process);
    }

    /** What the service runs in. */
    interface Host {
        /** Returns when it answers. */
        void start() throws Exception;

        /** Ends it as Ctrl-C does; once or more. */
        void stop();
    }

    private static final class ThisProcess implements Host {
        private final DataDirectory directory;
        private @Nullable Service service;

        ThisProcess(DataDirectory directory) {
            this.directory = directory;
        }

        @Override
        public void start() throws Exception {
            service = Service.start(
                    new Service.Settings(directory, "127.0.0.1", 0, false, Optional.empty()),
                    InstantSource.system(),
                    Config.defaults(),
                    StepListener.NONE);
        }

        @Override
        public void stop() {
            if (service != null) {
                service.close();
            }
        }
    }

    /** Somebody who uses the service. */
    record Account(String name, String id, Clients clients, Ec2Client ec2, EbsClient ebs) {}

    /** Stops the service, and starts it on what it left; clients of before know it no more. */
    void restart() throws Exception {
        host.stop();
        host.start();
    }

    /** A new account, which lets guests be reached at their shell's port. */
    Account newAccount(String name) throws CommandException {
        return newAccount(name, "");
    }

    /** The same with an id of 12 digits; empty for any. */
    Account newAccount(String name, String wanted) throws CommandException {
        String id = operator()
                .call("account.create", Operator.arguments().put("name", name).put("id", wanted))
                .path("id")
                .asText();
        Account account = account(name, id);
        open(account, GuestShell.PORT);
        accounts.add(account);
        return account;
    }

    /** The same account with clients of the service as it runs now. */
    Account again(Account account) throws CommandException {
        Account now = account(account.name(), account.id());
        accounts.add(now);
        return now;
    }

    Operator operator() throws CommandException {
        return Operator.of(directory);
    }

    /** An image of the tiny guest's disk, imported block by block. */
    String tinyImage(Account account) throws Exception {
        return imported(account, "tiny", TinyGuest.disk());
    }

    /** The same of the disk that has an ssh server. */
    String tinyImageWithSsh(Account account) throws Exception {
        return imported(account, "tiny-ssh", TinyGuest.disk(TinyKind.SSH));
    }

    /** An image of a raw disk, imported block by block. */
    static String imported(Account account, String name, Path raw) throws Exception {
        return imported(account, name, raw, request -> {});
    }

    /** An image of a raw disk, with more said of it. */
    static String imported(Account account, String name, Path raw, Consumer<RegisterImageRequest.Builder> more)
            throws Exception {
        Path sockets = Files.createTempDirectory("import");
        try (DiskTools tools = new DiskTools(sockets, ToolLimits.defaults());
                ForeignDisk disk = ForeignDisk.open(tools, DiskLimits.defaults(), raw.toRealPath(), DiskFormat.RAW);
                ProgressLine progress = ProgressLine.ofBytes("import", disk.sizeBytes())) {
            String snapshot = new SnapshotUpload(account.ebs(), disk).send(name, progress);
            await(
                    "the upload",
                    () -> account.ec2()
                                    .describeSnapshots(request -> request.snapshotIds(snapshot))
                                    .snapshots()
                                    .getFirst()
                                    .state()
                            == SnapshotState.COMPLETED);
            return account.ec2()
                    .registerImage(request -> request.name(name)
                            .architecture("x86_64")
                            .virtualizationType("hvm")
                            .enaSupport(true)
                            .rootDeviceName("/dev/xvda")
                            .blockDeviceMappings(BlockDeviceMapping.builder()
                                    .deviceName("/dev/xvda")
                                    .ebs(volume -> volume.snapshotId(snapshot).deleteOnTermination(true))
                                    .build())
                            .applyMutation(more))
                    .imageId();
        } finally {
            Files.deleteIfExists(sockets);
        }
    }

    /** A server of the image, once its machine runs; its guest may still be booting. */
    String launch(Account account, String image, BlockDeviceMapping... more) throws Exception {
        return launch(account, image, request -> request.blockDeviceMappings(Arrays.asList(more)));
    }

    /** The same with more said of it. */
    String launch(Account account, String image, Consumer<RunInstancesRequest.Builder> more) throws Exception {
        String id = account.ec2()
                .runInstances(request -> request.imageId(image)
                        .instanceType("t3.nano")
                        .minCount(1)
                        .maxCount(1)
                        .applyMutation(more))
                .instances()
                .getFirst()
                .instanceId();
        awaitState(account, id, InstanceStateName.RUNNING);
        return id;
    }

    /** What the server's guest has written to its console, once that is in it. */
    String console(Account account, String instance, String awaited) throws InterruptedException {
        await(instance + " says " + awaited, () -> console(account, instance).contains(awaited));
        return console(account, instance);
    }

    private static String console(Account account, String instance) {
        String output = account.ec2()
                .getConsoleOutput(request -> request.instanceId(instance).latest(true))
                .output();
        return output == null ? "" : new String(Base64.getDecoder().decode(output), StandardCharsets.UTF_8);
    }

    /** The shell of a server's guest, once that has booted. */
    GuestShell shell(Account account, String instance) throws Exception {
        GuestShell shell = new GuestShell(instance(account, instance).publicIpAddress(), GuestShell.PORT);
        shell.awaitReady(PATIENCE);
        return shell;
    }

    /** Ssh to a server, whose guest may still be booting, wherever its port 22 is here. */
    GuestSsh ssh(String instance, Path key) throws CommandException {
        JsonNode target = operator()
                .call(
                        "instance.forward",
                        Operator.arguments().put("instance", instance).put("port", SSH));
        return new GuestSsh(target.path("address").asText(), target.path("port").asInt(), key);
    }

    /** Lets guests of the account's default group be reached at a port. */
    static void open(Account account, int port) {
        String group = account.ec2()
                .describeSecurityGroups(request -> request.groupNames("default"))
                .securityGroups()
                .getFirst()
                .groupId();
        var _ = account.ec2()
                .authorizeSecurityGroupIngress(request -> request.groupId(group)
                        .ipProtocol("tcp")
                        .fromPort(port)
                        .toPort(port)
                        .cidrIp("0.0.0.0/0"));
    }

    Instance instance(Account account, String id) {
        return account.ec2()
                .describeInstances(request -> request.instanceIds(id))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    void awaitState(Account account, String id, InstanceStateName state) throws InterruptedException {
        await(id + " is " + state, () -> instance(account, id).state().name() == state);
    }

    /** Ends the machine at once; the volumes stay. */
    void stop(Account account, String id) throws InterruptedException {
        var _ = account.ec2().stopInstances(request -> request.instanceIds(id).force(true));
        awaitState(account, id, InstanceStateName.STOPPED);
    }

    /** The image, once it is available. */
    Image available(Ec2Client ec2, String id) throws InterruptedException {
        await(id + " is available", () -> {
            Image image = image(ec2, id);
            if (image.state() == ImageState.FAILED) {
                throw new IllegalStateException(image.stateReason().message());
            }
            return image.state() == ImageState.AVAILABLE;
        });
        return image(ec2, id);
    }

    /** The bytes of the image's volume of that name, read through EBS direct. */
    byte[] volume(Image image, EbsClient ebs, String device, int lengthBytes) throws Exception {
        String snapshot = image.blockDeviceMappings().stream()
                .filter(mapping -> mapping.deviceName().equals(device))
                .findFirst()
                .orElseThrow()
                .ebs()
                .snapshotId();
        Path file = Files.createTempFile("volume", ".raw");
        try (ProgressLine progress = ProgressLine.ofBytes("read", lengthBytes)) {
            new SnapshotDownload(ebs, snapshot).to(file, lengthBytes, progress);
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            boolean _ = new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Ends all guests, and the service. */
    @Override
    public void close() throws CommandException {
        try {
            for (Account account : accounts) {
                Account now = account(account.name(), account.id());
                List<String> running = now.ec2().describeInstances().reservations().stream()
                        .flatMap(reservation -> reservation.instances().stream())
                        .filter(instance -> instance.state().name() == InstanceStateName.RUNNING)
                        .map(Instance::instanceId)
                        .toList();
                for (String id : running) {
                    stop(now, id);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            host.stop();
            removeSockets();
        }
    }

    private void removeSockets() throws CommandException {
        try (Stream<Path> walk = Files.walk(directory.runtime())) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Account account(String name, String id) throws CommandException {
        Clients clients = Clients.of(operator(), name, REGION);
        return new Account(name, id, clients, clients.ec2(), clients.ebs());
    }

    static Image image(Ec2Client ec2, String id) {
        return ec2.describeImages(request -> request.imageIds(id)).images().getFirst();
    }
}
