package dev.origami.debian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the file system of a built disk without mounting it. */
record FileSystemOnDisk(Path disk) {
    /** /INODE/MODE/USER/GROUP/NAME/SIZE/, as `ls -p` prints it. */
    private static final Pattern ENTRY = Pattern.compile("/\\d+/(\\d+)/(\\d+)/(\\d+)/([^/]+)/\\d*/");

    List<String> list(String directory) throws IOException, InterruptedException {
        return List.copyOf(modesAndOwners(directory).keySet());
    }

    /** "MODE USER GROUP" by name. */
    SortedMap<String, String> modesAndOwners(String directory) throws IOException, InterruptedException {
        SortedMap<String, String> entries = new TreeMap<>();
        Matcher lines = ENTRY.matcher(debugfs("ls -p " + directory));
        while (lines.find()) {
            if (!lines.group(4).equals(".") && !lines.group(4).equals("..")) {
                entries.put(lines.group(4), lines.group(1) + " " + lines.group(2) + " " + lines.group(3));
            }
        }
        return entries;
    }

    String text(String file) throws IOException, InterruptedException {
        return debugfs("cat " + file);
    }

    String attributes(String file) throws IOException, InterruptedException {
        return debugfs("ea_list " + file);
    }

    long usedMiB() throws IOException, InterruptedException {
        String statistics = debugfs("stats -h");
        long usedBlocks = number(statistics, "Block count") - number(statistics, "Free blocks");
        return (usedBlocks * number(statistics, "Block size")) >> 20;
    }

    /** Fails where the file system is not sound. */
    void check() throws IOException, InterruptedException {
        DebianDiskTest.run("e2fsck", "-f", "-n", device());
    }

    private static long number(String statistics, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + ": +(\\d+)").matcher(statistics);
        if (!line.find()) {
            throw new AssertionError("no " + name + " in " + statistics);
        }
        return Long.parseLong(line.group(1));
    }

    private String device() {
        return disk + "?offset=" + PartitionTable.PARTITION_OFFSET_BYTES;
    }

    private String debugfs(String request) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("debugfs", "-R", request, device())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
