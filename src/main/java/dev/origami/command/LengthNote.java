package dev.origami.command;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long an imported disk file was. EC2's snapshots have whole GiB and no member for it, so it stands in the snapshot's
 * description, where a user can read it too.
 */
final class LengthNote {
    private static final Pattern NOTE = Pattern.compile("\\((\\d+) bytes\\)$");

    private LengthNote() {}

    static String of(Path file, long lengthBytes) {
        return "Imported from " + file.getFileName() + " (" + lengthBytes + " bytes)";
    }

    /** The length that a description tells; empty when it tells none. */
    static OptionalLong read(String description) {
        Matcher matcher = NOTE.matcher(description);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
