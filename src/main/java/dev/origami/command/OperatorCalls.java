package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.account.AccessKey;
import dev.origami.account.Account;
import dev.origami.account.Accounts;
import dev.origami.account.Caller;
import dev.origami.block.Collected;
import dev.origami.block.ManifestId;
import dev.origami.block.Usage;
import dev.origami.block.Verification;
import dev.origami.debian.BuildProgress;
import dev.origami.debian.DebianRecipe;
import dev.origami.filesystem.OperatingSystem;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.ImageKind;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.image.Image;
import dev.origami.image.PvGrubKernels;
import dev.origami.machine.network.Networks;
import dev.origami.operation.BlockDamage;
import dev.origami.operation.BuildImage;
import dev.origami.operation.RegisterBootFile;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.workflow.Run;
import dev.origami.workflow.WorkflowEngine;
import dev.origami.zone.RegionFacts;
import dev.origami.zone.Zones;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the commands of {@code ./origami} may ask the running service for. */
final class OperatorCalls {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int PERCENT = 100;

    private final Accounts accounts;
    private final Storage storage;
    private final Rules rules;
    private final BlockDamage damage;
    private final Collection collection;
    private final BuildImage buildImage;
    private final RegisterBootFile registerBootFile;
    private final Networks networks;
    private final StopGuests stopGuests;
    private final WorkflowEngine engine;
    private final InstantSource clock;

    OperatorCalls(
            Accounts accounts,
            Storage storage,
            Rules rules,
            BlockDamage damage,
            Collection collection,
            BuildImage buildImage,
            RegisterBootFile registerBootFile,
            Networks networks,
            StopGuests stopGuests,
            WorkflowEngine engine,
            InstantSource clock) {
        this.accounts = accounts;
        this.storage = storage;
        this.rules = rules;
        this.damage = damage;
        this.collection = collection;
        this.buildImage = buildImage;
        this.registerBootFile = registerBootFile;
        this.networks = networks;
        this.stopGuests = stopGuests;
        this.engine = engine;
        this.clock = clock;
    }

    Map<String, OperatorServer.Call> all() {
        Map<String, OperatorServer.Call> all = new HashMap<>();
        all.put("account.create", (arguments, _) -> createAccount(arguments));
        all.put("account.list", (_, _) -> listAccounts());
        all.put("account.key", (arguments, _) -> key(arguments));
        all.put("instance.forward", (arguments, _) -> forward(arguments));
        all.put("image.build", this::build);
        all.put("image.boot-file", (arguments, _) -> registerBootFile(arguments));
        all.put("image.list", (arguments, _) -> listImages(arguments));
        all.put("blocks.verify", this::verify);
        all.put("blocks.usage", (arguments, _) -> usage(arguments));
        all.put("blocks.collect", (_, _) -> collect());
        all.put("guests.stop", (_, progress) -> stopGuests(progress));
        return all;
    }

    private JsonNode createAccount(JsonNode arguments) {
        String id = arguments.path("id").asText("");
        Account account = accounts.create(
                arguments.path("name").asText(),
                id.isEmpty() || id.equals("null") ? Optional.empty() : Optional.of(new AccountId(id)));
        return JSON.createObjectNode().put("id", account.id().value());
    }

    private JsonNode listAccounts() {
        ArrayNode all = JSON.createArrayNode();
        for (Account account : accounts.list()) {
            all.addObject().put("id", account.id().value()).put("name", account.name());
        }
        return all;
    }

    private JsonNode key(JsonNode arguments) throws CommandException {
        String name = arguments.path("name").asText();
        Account account = accounts.named(name)
                .orElseThrow(() -> new CommandException(
                        "there is no account " + name + ". Make it: ./origami account create " + name));
        AccessKey key = accounts.keyOf(account.id());
        return JSON.createObjectNode().put("accessKeyId", key.id()).put("secretAccessKey", key.secret());
    }

    /** The address and port of this host that lead to a port of an instance. */
    private JsonNode forward(JsonNode arguments) throws CommandException {
        InstanceId id = InstanceId.parse(arguments.path("instance").asText());
        int port = arguments.path("port").asInt();
        return networks.forwards(id).stream()
                .filter(forward -> forward.guestPort() == port)
                .findFirst()
                .map(forward -> JSON.createObjectNode()
                        .put("address", forward.publicIp())
                        .put("port", forward.hostPort()))
                .orElseThrow(() -> new CommandException(
                        id + " cannot be reached: it does not run, or no security group of it opens" + " port " + port
                                + ". Open it: aws ec2 authorize-security-group-ingress"));
    }

    /**
     * Builds an image, and answers when it is available; without a listener it goes on all the same. Whoever asks for it
     * again meanwhile waits for the same one.
     */
    private JsonNode build(JsonNode arguments, OperatorServer.Progress progress)
            throws CommandException, InterruptedException {
        List<String> packages = new ArrayList<>();
        arguments.path("packages").forEach(name -> packages.add(name.asText()));
        String given = arguments.path("name").asText("");
        DebianRecipe recipe = recipe(arguments, packages);
        String name = given.isEmpty()
                ? "debian-" + DebianRecipe.RELEASES.get(recipe.release()) + "-"
                        + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                : given;
        BuildImage.Begun begun = buildImage.underWay(name, recipe).orElseGet(() -> begin(name, recipe));
        buildImage.listen(begun.run(), told(progress));
        try {
            Optional<Run> failed = engine.await(begun.run());
            if (failed.isPresent()) {
                String why = failed.get().failure() == null
                        ? ""
                        : failed.get().failure().message();
                throw new CommandException("the image could not be built: " + why);
            }
        } finally {
            buildImage.forget(begun.run());
        }
        String region = arguments.path("region").asText();
        return begun.targets().stream()
                .filter(target -> target.region().equals(region))
                .findFirst()
                .map(target -> (JsonNode)
                        JSON.createObjectNode().put("imageId", target.image().value()))
                .orElseThrow(() -> new CommandException("there is no region " + region));
    }

    private static DebianRecipe recipe(JsonNode arguments, List<String> packages) throws CommandException {
        try {
            return new DebianRecipe(
                    arguments.path("release").asText(DebianRecipe.BOOKWORM),
                    packages,
                    arguments.path("sizeGiB").asInt(),
                    arguments.path("architecture").asText(DebianRecipe.AMD64));
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private BuildImage.Begun begin(String name, DebianRecipe recipe) {
        List<Region> regions = Zones.regions().stream().map(RegionFacts::region).toList();
        return storage.database().write(transaction -> buildImage.begin(transaction, name, recipe, regions));
    }

    private static BuildProgress told(OperatorServer.Progress progress) {
        return new BuildProgress() {
            private String last = "";
            private int percent;

            @Override
            public synchronized void line(String text) {
                last = text;
                progress.report(last, percent, PERCENT);
            }

            @Override
            public synchronized void percent(int now) {
                percent = now;
                progress.report(last, percent, PERCENT);
            }
        };
    }

    /** Makes a kernel or RAM disk of a snapshot of the account that asks. */
    private JsonNode registerBootFile(JsonNode arguments) throws CommandException, IOException {
        String name = arguments.path("account").asText();
        Account account = accounts.named(name).orElseThrow(() -> new CommandException("there is no account " + name));
        Caller caller = new Caller(
                account.id(),
                Zones.of(new Region(arguments.path("region").asText())).region(),
                "ec2");
        ImageId made = registerBootFile.register(
                caller,
                SnapshotId.parse(arguments.path("snapshot").asText()),
                ImageKind.valueOf(arguments.path("kind").asText()),
                arguments.path("name").asText(),
                arguments.path("architecture").asText(),
                arguments.path("lengthBytes").asLong());
        return JSON.createObjectNode().put("imageId", made.value());
    }

    /** The images of a region, but for Amazon's kernels, and what is known of their operating systems. */
    private JsonNode listImages(JsonNode arguments) {
        String region = arguments.path("region").asText();
        List<Image> all = storage.database().read(sql -> rules.images().all(sql)).stream()
                .filter(image -> image.region().name().equals(region))
                .filter(image -> PvGrubKernels.of(image).isEmpty())
                .toList();
        Map<ImageId, OperatingSystem> systems = storage.database()
                .read(sql ->
                        rules.images().systems(sql, all.stream().map(Image::id).toList()));
        ArrayNode results = JSON.createArrayNode();
        for (Image image : all) {
            OperatingSystem system = systems.get(image.id());
            results.addObject()
                    .put("imageId", image.id().value())
                    .put("owner", image.owner().value())
                    .put("state", image.state().wire())
                    .put("name", image.name())
                    .put("system", system == null ? "operating system not known" : system.text());
        }
        return results;
    }

    /** Re-reads every block of the images that are named, or of all. */
    private JsonNode verify(JsonNode arguments, OperatorServer.Progress progress)
            throws CommandException, IOException, InterruptedException {
        List<Image> chosen = images(arguments);
        if (chosen.isEmpty()) {
            chosen.addAll(storage.database().read(sql -> rules.images().all(sql)));
        }
        ArrayNode results = JSON.createArrayNode();
        for (Image image : chosen) {
            ObjectNode result =
                    results.addObject().put("imageId", image.id().value()).put("name", image.name());
            ArrayNode unsound = result.putArray("unsound");
            for (ManifestId manifest : manifests(image)) {
                verify(manifest, image, progress).forEach(unsound::add);
            }
        }
        // What was found is to be seen in DescribeImages by whoever reads the answer.
        damage.settle();
        return results;
    }

    private List<String> verify(ManifestId manifest, Image image, OperatorServer.Progress progress) throws IOException {
        Verification found = storage.blocks()
                .verify(manifest, (done, total) -> progress.report(image.id().value(), done, total));
        List<String> unsound = new ArrayList<>();
        found.unsound().forEach(chunk -> unsound.add(chunk.toString()));
        // What the store has lost there is nothing to compare a cache with.
        if (found.sound()) {
            storage.caches()
                    .verify(manifest, (done, total) -> progress.report(image.id() + " (cache)", done, total))
                    .forEach(extent -> unsound.add("in the cache: " + extent));
        }
        return unsound;
    }

    /** What the named images take, and what each adds to those named before it. */
    private JsonNode usage(JsonNode arguments) throws CommandException, IOException {
        ArrayNode results = JSON.createArrayNode();
        Set<ManifestId> seen = new HashSet<>();
        long before = 0;
        for (Image image : images(arguments)) {
            Set<ManifestId> own = manifests(image);
            seen.addAll(own);
            Usage alone = storage.blocks().usage(own);
            long together = storage.blocks().usage(seen).packBytes();
            results.addObject()
                    .put("imageId", image.id().value())
                    .put("nominalBytes", alone.nominalBytes())
                    .put("packBytes", alone.packBytes())
                    .put("addedBytes", together - before);
            before = together;
        }
        return results;
    }

    private List<Image> images(JsonNode arguments) throws CommandException {
        List<Image> chosen = new ArrayList<>();
        for (JsonNode id : arguments.path("images")) {
            ImageId image = ImageId.parse(id.asText());
            chosen.add(storage.database()
                    .read(sql -> rules.images().find(sql, image))
                    .orElseThrow(() -> new CommandException("there is no image " + image)));
        }
        return chosen;
    }

    /** The disks of an image, as far as they are stored. */
    private Set<ManifestId> manifests(Image image) {
        Set<ManifestId> manifests = new LinkedHashSet<>();
        for (Snapshot snapshot :
                storage.database().read(sql -> rules.snapshots().find(sql, image.snapshots()))) {
            switch (snapshot.state()) {
                case SnapshotState.Completed completed -> manifests.add(completed.manifest());
                case SnapshotState.Damaged damaged -> manifests.add(damaged.manifest());
                case SnapshotState.Pending _, SnapshotState.Failed _, SnapshotState.Recoverable _ -> {}
            }
        }
        return manifests;
    }

    private JsonNode collect() throws IOException {
        Collected collected = collection.run();
        return JSON.createObjectNode().put("collected", collected.toString());
    }

    private JsonNode stopGuests(OperatorServer.Progress progress) throws InterruptedException {
        return JSON.createObjectNode().put("stopped", stopGuests.run(progress));
    }
}
