package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Re-reads every block of images; the exit code is 1 when one of them is not sound. */
@Command(
        name = "verify",
        description = "Re-read every block of images, and say which are sound.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "AMI", description = "The images (default: all).")
    private List<String> images = new ArrayList<>();

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException {
        ObjectNode arguments = Operator.arguments();
        images.forEach(arguments.putArray("images")::add);
        Operator operator = service.operator();
        JsonNode results;
        try (ProgressLine progress = ProgressLine.ofBytes("verify", 0)) {
            results = operator.call("blocks.verify", arguments, step -> {
                progress.say(step.path("text").asText());
                progress.of(step.path("total").asLong());
                progress.to(step.path("done").asLong());
            });
        }
        boolean allSound = true;
        PrintWriter out = spec.commandLine().getOut();
        for (JsonNode image : results) {
            boolean sound = image.path("unsound").isEmpty();
            allSound &= sound;
            out.println(image.path("imageId").asText() + "  " + (sound ? "sound  " : "UNSOUND") + "  "
                    + image.path("name").asText());
            image.path("unsound").forEach(block -> out.println("    " + block.asText()));
        }
        if (results.isEmpty()) {
            out.println("there are no images");
        }
        return allSound ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
