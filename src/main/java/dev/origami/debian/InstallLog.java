package dev.origami.debian;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/** Makes progress out of what the installation prints, and remembers its last lines. */
final class InstallLog {
    /** What a line that begins so says to a person, in the order in which they come. */
    private static final Map<String, String> STEPS = Map.of(
            "I: running apt-get update", "reading Debian's package lists",
            "I: downloading packages", "fetching the base packages that are not here yet",
            "I: installing essential packages", "installing the base",
            "I: installing remaining packages", "installing the kernel, cloud-init and the rest",
            "update-initramfs: Generating", "making the initramfs",
            "I: running --customize-hook", "writing the file system");

    /** The base as it is in Debian 12; each package is unpacked once and set up once. */
    private static final int BASE_PACKAGES = 252;

    private static final int BEFORE_INSTALLING_PERCENT = 5;
    private static final int AFTER_INSTALLING_PERCENT = 92;

    private final BuildProgress progress;
    private final int keptLines;
    private final int expectedLines;
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private int seenLines;
    private int percent;
    private String step = "";

    InstallLog(BuildProgress progress, int addedPackages, int keptLines) {
        this.progress = progress;
        this.keptLines = keptLines;
        this.expectedLines = 2 * (BASE_PACKAGES + addedPackages);
    }

    synchronized void add(String line) {
        if (line.isBlank()) {
            return;
        }
        if (last.size() == keptLines) {
            last.removeFirst();
        }
        last.addLast(line);
        STEPS.forEach((begin, text) -> {
            if (line.startsWith(begin) && !text.equals(step)) {
                step = text;
                progress.line(text);
            }
        });
        if (line.startsWith("Unpacking ") || line.startsWith("Setting up ")) {
            seenLines++;
            int share = AFTER_INSTALLING_PERCENT - BEFORE_INSTALLING_PERCENT;
            int now = BEFORE_INSTALLING_PERCENT + Math.min(share, share * seenLines / expectedLines);
            if (now > percent) {
                percent = now;
                progress.percent(now);
            }
        }
    }

    synchronized List<String> lastLines() {
        return List.copyOf(last);
    }
}
