package dev.origami.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All operations that are built, each declared in one place. Filled at the start, read by many threads after it. */
public final class OperationTable {
    private final Map<Service, Map<String, Operation<?, ?>>> operations = new HashMap<>();

    /** Adds an operation. Each may be there once. */
    public void add(Operation<?, ?> operation) {
        Operation<?, ?> before = operations
                .computeIfAbsent(operation.service(), key -> new TreeMap<>())
                .putIfAbsent(operation.name(), operation);
        if (before != null) {
            throw new IllegalArgumentException("declared twice: " + operation.name());
        }
    }

    public Optional<Operation<?, ?>> find(Service service, String name) {
        return Optional.ofNullable(operations.getOrDefault(service, Map.of()).get(name));
    }

    /** The operations of a service, by name. */
    public List<Operation<?, ?>> of(Service service) {
        return new ArrayList<>(operations.getOrDefault(service, Map.of()).values());
    }
}
