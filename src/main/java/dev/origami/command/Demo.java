package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.command.DemoSteps.Usual;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.ec2.model.Image;

/** The main job from its beginning to its end: a master image, a server, its change, images of it, servers of those. */
final class Demo {
    private static final String MASTER = "origami-demo-debian-12-nginx";
    private static final int DISK_GIB = 2;
    private static final int SERVERS = 2;
    private static final Usual BUILD = new Usual(60, 90);
    private static final Usual BOOT = new Usual(15, 120);
    private static final int BRIEF = 8;
    private static final double MIB = 1024.0 * 1024;
    private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";
    private static final String PAGE = "folded by hand, once";
    private static final String NOTE = "on a second volume";

    /** The second volume is the only disk of 1 GiB; what is in the page cache would not be in a live image. */
    private static final String CHANGE = "set -e; echo '" + PAGE + "' | sudo tee /var/www/html/index.html >/dev/null;"
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
        steps.run("clear what an earlier demo left", new Usual(1, 1), () -> {
            cloud.clear();
            return true;
        });
        images.add(master());
        String group = steps.run("create a key pair and a security group", new Usual(1, 1), () -> {
            cloud.createKey(key);
            return cloud.group();
        });
        DemoGuest first = guest(steps.run(
                "launch a server with a second volume",
                new Usual(1, 2),
                () -> cloud.launch(images.getFirst(), group, 1, true).getFirst()));
        String boot = change(first);
        // They boot while the other image is made: most of every boot is waiting for one processor.
        List<String> launched = steps.run(
                "launch two servers from the live image",
                new Usual(1, 2),
                () -> cloud.launchWhereRoom(images.get(1), group, SERVERS));
        imageOverReboot(first, boot);
        steps.run("terminate the first server", new Usual(1, 1), () -> {
            cloud.terminate(List.of(first.instance()));
            return true;
        });
        DemoGuest last = showAll(group, launched);
        tellUsage();
        return last;
    }

    private String master() throws Exception {
        Optional<Image> known = cloud.master(MASTER);
        return known.isEmpty()
                ? steps.run("build a Debian 12 image with a web server", BUILD, this::build)
                : steps.run("take the Debian image of an earlier demo", new Usual(1, 1), known.get()::imageId);
    }

    private String build() throws CommandException {
        ObjectNode arguments = Operator.arguments()
                .put("name", MASTER)
                .put("sizeGiB", DISK_GIB)
                .put("region", region);
        arguments.putArray("packages").add("nginx");
        JsonNode built = operator.call("image.build", arguments, progress -> {
            steps.detail(progress.path("text").asText());
            steps.percent(progress.path("done").asInt());
        });
        return built.path("imageId").asText();
    }

    /** Changes the server and makes an image of it while it runs; answers which boot of it that was. */
    private String change(DemoGuest guest) throws Exception {
        String boot = steps.run(
                "wait until it lets us in over ssh",
                BOOT,
                () -> watched(guest.instance(), () -> guest.awaitSsh(BOOT_ID)));
        steps.run("change its page, write to its second volume", new Usual(2, 10), () -> guest.run(CHANGE));
        steps.run("create an image of it while it runs", new Usual(1, 2), () -> {
            images.add(cloud.createImage(guest.instance(), "origami-demo-live", false));
            return true;
        });
        if (!guest.run(BOOT_ID).equals(boot)) {
            throw new CommandException("the server rebooted, and was not to");
        }
        steps.say(images.getLast() + ": the server went on (boot " + brief(boot) + ")");
        return boot;
    }

    private void imageOverReboot(DemoGuest guest, String boot) throws Exception {
        steps.run("create another image of it, over a reboot", new Usual(10, 30), () -> {
            images.add(watched(
                    guest.instance(), () -> cloud.createImage(guest.instance(), "origami-demo-rebooted", true)));
            return true;
        });
        String next = steps.run(
                "wait until it has booted anew",
                BOOT,
                () -> watched(guest.instance(), () -> guest.awaitSsh(BOOT_ID, boot)));
        steps.say(images.getLast() + ": the server has booted anew (boot " + brief(next) + ")");
    }

    /** Shows the servers that were launched and, once those have made room, the ones that are left. */
    private DemoGuest showAll(String group, List<String> launched) throws Exception {
        List<String> now = launched;
        int left = SERVERS;
        while (true) {
            for (String id : now) {
                show(guest(id));
            }
            left -= now.size();
            if (left == 0) {
                return guest(now.getLast());
            }
            steps.say("this machine carries no more at once");
            cloud.terminate(now);
            int wanted = left;
            now = steps.run(
                    "launch the servers that are left",
                    new Usual(1, 2),
                    () -> cloud.launch(images.get(1), group, wanted, false));
        }
    }

    private void show(DemoGuest guest) throws Exception {
        String page = steps.run(
                "fetch the changed page from " + guest.instance(),
                BOOT,
                () -> watched(guest.instance(), () -> guest.awaitPage("/")));
        String note = guest.awaitPage("/note.txt");
        steps.say(guest.url() + " says: " + page + "; " + note);
        if (!page.equals(PAGE) || !note.equals(NOTE)) {
            throw new CommandException("that is not what was written on the first server");
        }
    }

    /** Does it while the last line on the server's console is seen. */
    private <T> T watched(String instance, Callable<T> step) throws Exception {
        Thread watch = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    steps.detail(cloud.lastConsoleLine(instance));
                    TimeUnit.SECONDS.sleep(1);
                }
            } catch (InterruptedException | RuntimeException enough) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return step.call();
        } finally {
            watch.interrupt();
        }
    }

    private void tellUsage() throws CommandException {
        ObjectNode arguments = Operator.arguments();
        images.forEach(arguments.putArray("images")::add);
        for (JsonNode image : operator.call("blocks.usage", arguments)) {
            steps.say(String.format(
                    Locale.ROOT,
                    "%s  disks %,.0f MiB, stored %,.1f MiB, new %,6.1f MiB",
                    image.path("imageId").asText(),
                    image.path("nominalBytes").asLong() / MIB,
                    image.path("packBytes").asLong() / MIB,
                    image.path("addedBytes").asLong() / MIB));
        }
    }

    private static String brief(String bootId) {
        return bootId.substring(0, Math.min(bootId.length(), BRIEF));
    }

    private DemoGuest guest(String id) {
        return new DemoGuest(id, key, operator);
    }
}
