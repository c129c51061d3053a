package dev.origami.debian;

import java.io.IOException;
import java.util.List;

/** A disk could not be built; the message ends with the last lines of what was run. */
public final class DebianBuildException extends IOException {
    private static final long serialVersionUID = 1L;

    DebianBuildException(String reason, List<String> lastLines) {
        super(reason + (lastLines.isEmpty() ? "" : ":\n  " + String.join("\n  ", lastLines)));
    }
}
