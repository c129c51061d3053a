package dev.origami.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The paths of EBS direct (source section 2.4). */
public final class EbsRoutes {
    public static final String PUT_SNAPSHOT_BLOCK = "PutSnapshotBlock";

    private static final List<Route> ROUTES = List.of(
            new Route("StartSnapshot", "POST", "/snapshots", 201, false),
            new Route("CompleteSnapshot", "POST", "/snapshots/completion/{snapshotId}", 202, false),
            new Route(PUT_SNAPSHOT_BLOCK, "PUT", "/snapshots/{snapshotId}/blocks/{blockIndex}", 201, true),
            new Route("GetSnapshotBlock", "GET", "/snapshots/{snapshotId}/blocks/{blockIndex}", 200, true),
            new Route("ListSnapshotBlocks", "GET", "/snapshots/{snapshotId}/blocks", 200, false),
            new Route("ListChangedBlocks", "GET", "/snapshots/{secondSnapshotId}/changedblocks", 200, false));

    private EbsRoutes() {}

    /**
     * One operation's place.
     *
     * @param status of an answer that is no refusal
     * @param streams whether the request or the reply has a raw body and no JSON
     */
    record Route(String operation, String method, String template, int status, boolean streams) {
        /** The variables of the template, percent-encoded as they came, when the path is of its form. */
        Optional<Map<String, String>> match(String rawPath) {
            String[] expected = template.split("/", -1);
            String[] given = rawPath.split("/", -1);
            if (expected.length != given.length) {
                return Optional.empty();
            }
            Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < expected.length; i++) {
                if (expected[i].startsWith("{")) {
                    variables.put(expected[i].substring(1, expected[i].length() - 1), given[i]);
                } else if (!expected[i].equals(given[i])) {
                    return Optional.empty();
                }
            }
            return Optional.of(variables);
        }
    }

    /** A route that a request takes, with the variables of its path. */
    record Match(Route route, Map<String, String> variables) {}

    static Optional<Match> match(WireRequest request) {
        for (Route route : ROUTES) {
            if (route.method().equals(request.method())) {
                Optional<Map<String, String>> variables = route.match(request.rawPath());
                if (variables.isPresent()) {
                    return Optional.of(new Match(route, variables.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** The operation that a request asks for, if any. */
    public static Optional<String> operation(WireRequest request) {
        return match(request).map(match -> match.route().operation());
    }
}
