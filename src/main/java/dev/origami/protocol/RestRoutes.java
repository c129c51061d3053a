package dev.origami.protocol;

import dev.origami.api.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The paths of the REST services (source sections 2.4, 2.6). */
public final class RestRoutes {
    public static final String PUT_SNAPSHOT_BLOCK = "PutSnapshotBlock";

    private static final List<Route> EBS = List.of(
            new Route("StartSnapshot", "POST", "/snapshots", 201, false),
            new Route("CompleteSnapshot", "POST", "/snapshots/completion/{snapshotId}", 202, false),
            new Route(PUT_SNAPSHOT_BLOCK, "PUT", "/snapshots/{snapshotId}/blocks/{blockIndex}", 201, true),
            new Route("GetSnapshotBlock", "GET", "/snapshots/{snapshotId}/blocks/{blockIndex}", 200, true),
            new Route("ListSnapshotBlocks", "GET", "/snapshots/{snapshotId}/blocks", 200, false),
            new Route("ListChangedBlocks", "GET", "/snapshots/{secondSnapshotId}/changedblocks", 200, false));

    private static final List<Route> RBIN = List.of(
            new Route("CreateRule", "POST", "/rules", 201, false),
            new Route("GetRule", "GET", "/rules/{identifier}", 200, false),
            new Route("UpdateRule", "PATCH", "/rules/{identifier}", 200, false),
            new Route("DeleteRule", "DELETE", "/rules/{identifier}", 204, false),
            new Route("LockRule", "PATCH", "/rules/{identifier}/lock", 200, false),
            new Route("UnlockRule", "PATCH", "/rules/{identifier}/unlock", 200, false),
            new Route("ListRules", "POST", "/list-rules", 200, false),
            new Route("TagResource", "POST", "/tags/{resourceArn}", 201, false),
            new Route("UntagResource", "DELETE", "/tags/{resourceArn}", 204, false),
            new Route("ListTagsForResource", "GET", "/tags/{resourceArn}", 200, false));

    private RestRoutes() {}

    /**
     * One operation's place.
     *
     * @param status of an answer that is no refusal
     * @param streams whether the request or the reply has a raw body and no JSON
     */
    record Route(String operation, String method, String template, int status, boolean streams) {
        private static final int NO_CONTENT = 204;

        /** Whether an answer that is no refusal has a body. */
        boolean answersWithBody() {
            return status != NO_CONTENT;
        }

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

    static Optional<Match> match(Service service, WireRequest request) {
        for (Route route : of(service)) {
            if (route.method().equals(request.method())) {
                Optional<Map<String, String>> variables = route.match(request.rawPath());
                if (variables.isPresent()) {
                    return Optional.of(new Match(route, variables.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** The operation that a request asks a service for, if any. */
    public static Optional<String> operation(Service service, WireRequest request) {
        return match(service, request).map(match -> match.route().operation());
    }

    static List<Route> of(Service service) {
        return switch (service) {
            case EBS -> EBS;
            case RBIN -> RBIN;
            case EC2, STS, KMS, SSM -> List.of();
        };
    }
}
