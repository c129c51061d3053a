package dev.origami.api;

import dev.origami.database.RequestId;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What an operation may want to know of the request beside its members. Bound while the handler runs, on its thread.
 *
 * @param requestId the id that the answer carries
 * @param operation the operation's name
 * @param parameters all given members, in the order of the model, whatever order they came in
 */
public record RequestContext(String requestId, String operation, List<Parameter> parameters) {
    private static final ScopedValue<RequestContext> CURRENT = ScopedValue.newInstance();
    private static final Set<String> NOT_COMPARED = Set.of("ClientToken", "DryRun");

    public RequestContext {
        parameters = List.copyOf(parameters);
    }

    /**
     * The context of the request that this thread answers.
     *
     * @throws java.util.NoSuchElementException outside of a request
     */
    public static RequestContext current() {
        return CURRENT.get();
    }

    /** Runs the request's work within this context. */
    public <T> T run(Supplier<T> work) {
        return ScopedValue.where(CURRENT, this).call(() -> RequestId.run(requestId, work));
    }

    /**
     * The request in one form whatever its spelling was, to tell whether a ClientToken comes again with the same
     * parameters or with others (source section 10.4). Without ClientToken and DryRun; the signature was never in it.
     */
    public String comparable() {
        return parameters.stream()
                .filter(parameter -> !NOT_COMPARED.contains(parameter.path()))
                .map(parameter -> quote(parameter.name()) + "=" + quote(parameter.value()))
                .collect(Collectors.joining("&", operation + "?", ""));
    }

    /** Keeps the joints of the text apart from the same characters in names and values. */
    private static String quote(String text) {
        return text.replace("%", "%25").replace("&", "%26").replace("=", "%3D");
    }
}
