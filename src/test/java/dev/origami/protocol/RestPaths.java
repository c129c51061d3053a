package dev.origami.protocol;

import dev.origami.api.Service;

/** The places of the REST services' operations. */
public final class RestPaths {
    private RestPaths() {}

    /** The method and the path that an operation has, with {@code x} where the path has a variable. */
    public static String of(Service service, String operation) {
        return RestRoutes.of(service).stream()
                .filter(route -> route.operation().equals(operation))
                .map(route -> route.method() + " " + route.template().replaceAll("\\{[A-Za-z]+}", "x"))
                .findFirst()
                .orElseThrow();
    }
}
