package dev.origami.api;

/**
 * One given leaf of a request.
 *
 * @param name as the client wrote it, indices included: {@code Filter.1.Value.2}
 * @param path the same without indices: {@code Filter.Value}
 * @param value in one form whatever the client's spelling was: {@code true}, {@code 20}, {@code 2026-01-31T00:00:00.000Z};
 *     empty where the parameter was given without a value and that means something
 */
public record Parameter(String name, String path, String value) {}
