package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.debian.DebianRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Master images: those that the service makes itself, and what there is. */
@Command(
        name = "image",
        description = "Build and list master images.",
        mixinStandardHelpOptions = true,
        subcommands = {ImageCommand.Build.class, ImageCommand.ListAll.class})
final class ImageCommand implements Callable<Integer> {
    @Override
    public Integer call() throws CommandException {
        throw new CommandException("say what: image build debian, or image list");
    }

    @Command(
            name = "build",
            description = "Build a bootable Debian image from Debian's packages, public in every region.",
            mixinStandardHelpOptions = true)
    static final class Build implements Callable<Integer> {
        private static final int PERCENT = 100;

        @Parameters(paramLabel = "debian", description = "What to build.")
        private String what = "";

        @Option(names = "--name", paramLabel = "NAME", description = "The image's name (default: debian-NUMBER-DATE).")
        private String name = "";

        @Option(names = "--package", paramLabel = "NAME", description = "A package to add; may be given again.")
        private List<String> packages = new ArrayList<>();

        @Option(
                names = "--release",
                paramLabel = "NAME",
                defaultValue = DebianRecipe.BOOKWORM,
                description = "Debian's release: bookworm (12), trixie (13) (default: ${DEFAULT-VALUE}).")
        private String release = DebianRecipe.BOOKWORM;

        @Option(
                names = "--size",
                paramLabel = "GIB",
                defaultValue = "2",
                description = "The disk's size (default: ${DEFAULT-VALUE}).")
        private int sizeGiB = 2;

        @Option(
                names = "--architecture",
                paramLabel = "NAME",
                defaultValue = "amd64",
                description = "amd64 or i386 (default: ${DEFAULT-VALUE}).")
        private String architecture = "amd64";

        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws CommandException {
            if (!what.equals("debian")) {
                throw new CommandException("only debian can be built: ./origami image build debian");
            }
            ObjectNode arguments = Operator.arguments()
                    .put("name", name)
                    .put("release", release)
                    .put("sizeGiB", sizeGiB)
                    .put("architecture", architecture)
                    .put("region", service.region());
            packages.forEach(arguments.putArray("packages")::add);
            Operator operator = service.operator();
            JsonNode image;
            try (ProgressLine progress = ProgressLine.ofSteps("build", PERCENT)) {
                image = operator.call("image.build", arguments, step -> {
                    progress.say(step.path("text").asText());
                    progress.to(step.path("done").asLong());
                });
            }
            spec.commandLine().getOut().println(image.path("imageId").asText());
            return 0;
        }
    }

    @Command(
            name = "list",
            description = "Show the images of all accounts in the region, with the operating systems on their disks.",
            mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws CommandException {
            ObjectNode arguments = Operator.arguments().put("region", service.region());
            for (JsonNode image : service.operator().call("image.list", arguments)) {
                spec.commandLine()
                        .getOut()
                        .println(String.join(
                                "  ",
                                image.path("imageId").asText(),
                                image.path("owner").asText(),
                                image.path("state").asText(),
                                image.path("name").asText(),
                                "(" + image.path("system").asText() + ")"));
            }
            return 0;
        }
    }
}
