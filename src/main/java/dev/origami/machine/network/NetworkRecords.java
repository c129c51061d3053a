package dev.origami.machine.network;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The records of networks: a small file each, whole or not there. */
final class NetworkRecords {
    private static final String SUFFIX = ".json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path directory;

    NetworkRecords(Path directory) {
        this.directory = directory;
    }

    <T> List<T> all(String prefix, Class<T> type) throws IOException {
        List<T> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(prefix) && name.endsWith(SUFFIX)) {
                    records.add(JSON.readValue(Files.readAllBytes(file), type));
                }
            }
        }
        return records;
    }

    void put(String name, Object record) throws IOException {
        Path written = directory.resolve(name + ".new");
        Files.write(written, JSON.writeValueAsBytes(record));
        Files.move(written, directory.resolve(name + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
    }

    void remove(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name + SUFFIX));
    }
}
