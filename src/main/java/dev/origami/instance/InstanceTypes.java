package dev.origami.instance;

import dev.origami.instance.InstanceType.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The instance types that are offered, the same in every zone, read from one table in the program. */
public final class InstanceTypes {
    /** What RunInstances takes when nothing is said (source section 3.1). */
    public static final String DEFAULT = "m1.small";

    private static final Map<String, InstanceType> TYPES = read();

    private InstanceTypes() {}

    /** All types, by name. */
    public static Collection<InstanceType> all() {
        return TYPES.values();
    }

    public static Optional<InstanceType> find(String name) {
        return Optional.ofNullable(TYPES.get(name));
    }

    /** The type of an instance, which was offered when that was launched. */
    public static InstanceType of(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("no such instance type: " + name));
    }

    private static Map<String, InstanceType> read() {
        Map<String, InstanceType> types = new TreeMap<>();
        try (InputStream in = InstanceTypes.class.getResourceAsStream("types.tsv")) {
            if (in == null) {
                throw new IllegalStateException("missing in the program: types.tsv");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> type(List.of(line.split("\t", -1))))
                    .forEach(type -> types.put(type.name(), type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableMap(types);
    }

    private static InstanceType type(List<String> columns) {
        return new InstanceType(
                columns.get(0),
                Integer.parseInt(columns.get(1)),
                Integer.parseInt(columns.get(2)),
                words(columns.get(3)),
                words(columns.get(4)),
                words(columns.get(5)),
                columns.get(6),
                columns.get(7),
                words(columns.get(8)),
                columns.get(9).equals("yes"),
                columns.get(10).equals("yes"),
                columns.get(11).equals("yes"),
                storage(columns.get(12)),
                columns.get(13),
                Double.parseDouble(columns.get(14)),
                columns.get(15),
                Integer.parseInt(columns.get(16)));
    }

    private static List<String> words(String column) {
        return List.of(column.split(",", -1));
    }

    private static @Nullable Storage storage(String column) {
        if (column.equals("-")) {
            return null;
        }
        String[] parts = column.split("x", -1);
        return new Storage(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2]);
    }
}
