package dev.origami.command;

import dev.origami.config.Config;
import dev.origami.machine.host.Ability;
import dev.origami.machine.host.HostAbilities;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What this machine offers and lacks, each found by trying, with the command that mends it. */
@Command(
        name = "doctor",
        description = "Show what this machine offers and lacks, and how to mend it.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final String ROW = "%-8s %-16s %-46s %s%n";
    private static final double MIB = 1024.0 * 1024;

    @Mixin
    private DataDirectoryOption data = new DataDirectoryOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Config config = Config.defaults();
        row(out, "yes", "jdk", "to run Origami", System.getProperty("java.runtime.version"));
        for (Ability ability :
                HostAbilities.probe(config.guests(), config.guestNetworks()).all()) {
            String name = ability.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
            row(out, ability.present() ? "yes" : "NO", name, ability.purpose(), ability.detail());
            if (!ability.remedy().isEmpty()) {
                row(out, "", "", "mend it:", ability.remedy());
            }
        }
        out.println();
        Path directory = data.directory().path();
        out.println("disk space of " + directory);
        space(out, "packs", "the blocks of images and snapshots", directory.resolve("blocks"));
        space(out, "caches", "disks that servers read; made again on need", directory.resolve("caches"));
        space(out, "overlays", "what servers have written to volumes", directory.resolve("volumes"));
        out.printf(ROW, "", "free", "", mebibytes(freeBytes(directory)));
        return 0;
    }

    private static void row(PrintWriter out, String present, String name, String purpose, String detail) {
        out.printf(ROW, present, name, purpose, detail);
    }

    private static void space(PrintWriter out, String name, String purpose, Path directory) throws IOException {
        row(out, "", name, purpose, mebibytes(DiskSpace.taken(directory)));
    }

    /** Of the file system that the directory is on, or will be. */
    private static long freeBytes(Path directory) throws IOException {
        Path there = directory;
        for (Path parent = there.getParent(); parent != null && !Files.exists(there); parent = parent.getParent()) {
            there = parent;
        }
        return Files.getFileStore(there).getUsableSpace();
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,10.1f MiB", bytes / MIB);
    }
}
