package dev.origami.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The names of all operations of EC2's model, whether they are built here or not. */
public record Ec2Operations(Set<String> names) {
    private static final String RESOURCE = "ec2-operations.txt";

    public Ec2Operations {
        names = Set.copyOf(names);
    }

    /** Reads the list that comes with the program. */
    public static Ec2Operations load() {
        try (InputStream in = Ec2Operations.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("missing in the program: " + RESOURCE);
            }
            return new Ec2Operations(Set.copyOf(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean contains(String name) {
        return names.contains(name);
    }

    public SortedSet<String> sorted() {
        return new TreeSet<>(names);
    }
}
