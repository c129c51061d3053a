package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.command.DemoSteps.Usual;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;

/** The main job from its beginning to its end: a master image, a server, its change, images of it, servers of those. */
final class Demo {
    private static final String MASTER = "origami-demo-debian-12-nginx";
    private static final int DISK_GIB = 2;
    private static final int SERVERS = 2;
    private static final double MIB = 1024.0 * 1024;
    private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";
    private static final String PAGE = "folded by hand, once";
    private static final String NOTE = "written to the second volume";

    /** The second volume is the only disk of 1 GiB; what is in the page cache would not be in a live image. */
    private static final String CHANGE = "set -e; sudo cloud-init status --wait >/dev/null || true;"
            + " echo '" + PAGE + "' | sudo tee /var/www/html/index.html >/dev/null;"
            + " disk=$(lsblk -dnbo NAME,SIZE | awk '$2 == 1073741824 { print $1; exit }');"
            + " sudo mkfs.ext4 -q -L second /dev/$disk; sudo mkdir -p /srv/second;"
            + " echo 'LABEL=second /srv/second ext4 defaults,nofail 0 2' | sudo tee -a /etc/fstab >/dev/null;"
            + " sudo mount /dev/$disk /srv/second; echo '" + NOTE + "' | sudo tee /srv/second/note.txt >/dev/null;"
            + " sudo ln -sf /srv/second/note.txt /var/www/html/note.txt; sync";

    private final Operator operator;
    private final DemoCloud cloud;
    private final DemoSteps steps;
    private final Path key;
    private final String region;

    /** The images that were made, in the order in which they were. */
    private final List<String> images = new ArrayList<>();

    Demo(Operator operator, DemoCloud cloud, DemoSteps steps, Path key, String region) {
        this.operator = operator;
        this.cloud = cloud;
        this.steps = steps;
        this.key = key;
        this.region = region;
    }

    /** Answers the last server, which runs. */
    DemoGuest run() throws Exception {
        String master = steps.run("clear what an earlier demo left", new Usual(1, 1), () -> {
            cloud.clear();
            return MASTER;
        });
        Optional<Image> known = cloud.master(master);
        images.add(
                known.isEmpty()
                        ? steps.run("build a Debian 12 master image with nginx", new Usual(90, 150), this::build)
                        : steps.run("take the Debian master image of an earlier demo", new Usual(1, 1), () -> {
                            return reuse(known.get());
                        }));
        String group = steps.run("create a key pair and a security group", new Usual(1, 1), () -> {
            cloud.createKey(key);
            return cloud.group();
        });
        DemoGuest first = guest(steps.run(
                "launch a server with a second volume",
                new Usual(1, 5),
                () -> cloud.launch(images.getFirst(), group, 1, true).getFirst()));
        imagesOf(first);
        steps.run("terminate it", new Usual(2, 3), () -> {
            cloud.terminate(List.of(first.instance()));
            return first;
        });
        DemoGuest last = servers(group);
        tellUsage();
        return last;
    }

    private String build() throws CommandException {
        ObjectNode arguments = Operator.arguments()
                .put("name", MASTER)
                .put("sizeGiB", DISK_GIB)
                .put("region", region);
        arguments.putArray("packages").add("nginx");
        return operator.call("image.build", arguments).path("imageId").asText();
    }

    private String reuse(Image image) throws CommandException, InterruptedException {
        if (image.state() != ImageState.AVAILABLE) {
            cloud.awaitImage(image.imageId());
        }
        return image.imageId();
    }

    /** Changes the server, and makes an image of it while it runs and one over a reboot. */
    private void imagesOf(DemoGuest guest) throws Exception {
        String boot = steps.run("wait until it lets us in over ssh", new Usual(15, 150), () -> guest.awaitSsh(BOOT_ID));
        steps.run("change its page, write to its second volume", new Usual(2, 20), () -> guest.run(CHANGE));
        steps.run("create an image of it while it runs", new Usual(2, 10), () -> {
            images.add(cloud.createImage(guest.instance(), "origami-demo-live", false));
            return images.getLast();
        });
        String after = guest.run(BOOT_ID);
        if (!after.equals(boot)) {
            throw new CommandException("the server rebooted, and was not to");
        }
        steps.say(images.getLast() + ": the server went on (boot " + boot + ")");
        String next = steps.run("create another, over a reboot", new Usual(20, 150), () -> {
            images.add(cloud.createImage(guest.instance(), "origami-demo-rebooted", true));
            return guest.awaitSsh(BOOT_ID, boot);
        });
        steps.say(images.getLast() + ": the server has booted anew (boot " + next + ")");
    }

    /** Launches servers from the live image: together or, where this machine is too small, one after another. */
    private DemoGuest servers(String group) throws Exception {
        int left = SERVERS;
        while (true) {
            int wanted = left;
            List<String> launched = steps.run(
                    wanted == 1 ? "launch a server from the live image" : "launch two servers from the live image",
                    new Usual(1, 5),
                    () -> cloud.launch(images.get(1), group, wanted, false));
            for (String id : launched) {
                show(guest(id));
            }
            left -= launched.size();
            if (left == 0) {
                return guest(launched.getLast());
            }
            steps.say("this machine carries no more at once");
            cloud.terminate(launched);
        }
    }

    private void show(DemoGuest guest) throws Exception {
        String page = steps.run(
                "fetch the changed page from " + guest.instance(), new Usual(15, 150), () -> guest.awaitPage("/"));
        String note = guest.awaitPage("/note.txt");
        steps.say(guest.url() + " says: " + page + "; " + note);
        if (!page.equals(PAGE) || !note.equals(NOTE)) {
            throw new CommandException("that is not what was written on the first server");
        }
    }

    private void tellUsage() throws CommandException {
        ObjectNode arguments = Operator.arguments();
        images.forEach(arguments.putArray("images")::add);
        for (JsonNode image : operator.call("blocks.usage", arguments)) {
            steps.say(String.format(
                    Locale.ROOT,
                    "%s  disks %,6.0f MiB, stored %,6.1f MiB, of which new %,6.1f MiB",
                    image.path("imageId").asText(),
                    image.path("nominalBytes").asLong() / MIB,
                    image.path("packBytes").asLong() / MIB,
                    image.path("addedBytes").asLong() / MIB));
        }
    }

    private DemoGuest guest(String id) {
        return new DemoGuest(id, key, operator);
    }
}
