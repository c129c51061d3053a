package dev.origami.block.cache;

import dev.origami.block.Durable;
import dev.origami.block.ManifestId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the cache files and their records lie. A file without a record is worth nothing, and removed at the start. */
record CacheDirectory(Path directory) {
    private static final String DATA = ".raw";
    private static final String RECORD = ".filled";
    private static final Pattern DATA_NAME = Pattern.compile("([0-9a-f]{64})\\.raw");

    /** Makes the directory if it is missing, for this user only. */
    static CacheDirectory open(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        return new CacheDirectory(directory);
    }

    Path data(ManifestId manifest) {
        return directory.resolve(manifest.hex() + DATA);
    }

    Path record(ManifestId manifest) {
        return directory.resolve(manifest.hex() + RECORD);
    }

    /** Takes over what an earlier run left, and removes what it had not recorded. */
    Map<ManifestId, CacheSlot> found() throws IOException {
        Map<ManifestId, CacheSlot> slots = new HashMap<>();
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path path : files) {
                Matcher name = DATA_NAME.matcher(path.getFileName().toString());
                if (name.matches() && Files.exists(record(new ManifestId(name.group(1))))) {
                    ManifestId manifest = new ManifestId(name.group(1));
                    Path record = record(manifest);
                    slots.put(
                            manifest,
                            new CacheSlot(
                                    manifest,
                                    CacheRecord.dataBytes(record),
                                    Files.getLastModifiedTime(record).toInstant()));
                } else if (!isRecordOfData(path)) {
                    Files.deleteIfExists(path);
                }
            }
        }
        return slots;
    }

    private boolean isRecordOfData(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(RECORD)
                && Files.exists(directory.resolve(name.substring(0, name.length() - RECORD.length()) + DATA));
    }

    /** Removes a cache: its record first, which must never stand beside a file that it is not about. */
    void remove(ManifestId manifest) throws IOException {
        Durable.remove(record(manifest));
        Files.deleteIfExists(data(manifest));
    }
}
