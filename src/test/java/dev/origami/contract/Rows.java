package dev.origami.contract;

import dev.origami.account.Caller;
import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import dev.origami.contract.Fixtures.Watch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Of one operation, a request that is good, and for its members two values each that do not give the same. Names are as
 * on the wire, with indices; see {@link Fixtures} for values in braces.
 */
final class Rows {
    private final String operation;
    private final Map<String, String> base;
    private final List<Row> rows = new ArrayList<>();
    private Watch watch = (_, _, _) -> "";
    private boolean held;
    private Caller caller = WholeService.ALICE;

    /**
     * Two values of a member.
     *
     * @param request the good one, with the one value
     * @param one comes of the one value
     * @param other comes of the other
     */
    record Row(
            String operation,
            String member,
            Map<String, String> request,
            Function<Fixtures, String> one,
            Function<Fixtures, String> other) {
        /** A row whose request is not a form. */
        Row(String operation, String member, Function<Fixtures, String> one, Function<Fixtures, String> other) {
            this(operation, member, Map.of(), one, other);
        }

        /** The member as declarations name it. */
        String path() {
            return member.replaceAll("\\.\\d+", "");
        }
    }

    private Rows(String operation, Map<String, String> base) {
        this.operation = operation;
        this.base = base;
    }

    /** Begins: the operation, then names and values of the good request in turn. */
    static Rows of(String operation, String... base) {
        return new Rows(operation, members(Map.of(), base));
    }

    String operation() {
        return operation;
    }

    /** The good request. */
    Map<String, String> base() {
        return base;
    }

    List<Row> rows() {
        return rows;
    }

    /** Another asks than Alice, or she elsewhere. */
    Rows by(Caller asking) {
        caller = asking;
        return this;
    }

    /** Who asks. */
    Caller caller() {
        return caller;
    }

    /** What is launched stays pending: that shows all there is to see, and is over sooner. */
    Rows held() {
        held = true;
        return this;
    }

    /** Beside the answer, this is looked at. */
    Rows seen(Watch seen) {
        watch = seen;
        return this;
    }

    /** Beside the answer, the resource is described whose id is in the answer, or where there is none in the request. */
    Rows seen(String describe, String member, String id) {
        return seen(
                (fixtures, given, answer) -> described(fixtures.service(), describe, member, id(id, given, answer)));
    }

    /** The id under a name: of the request, or else of the answer. */
    static String id(String name, Map<String, String> given, Answer answer) {
        return given.getOrDefault(name, answer.text(name));
    }

    static String described(WholeService service, String describe, String member, String value) {
        return service.ask(describe, member, value).xml();
    }

    /** Two values of a member; null: it is not given. More members, or a null in place of one, change the good request. */
    Rows row(String member, @Nullable String one, @Nullable String other, @Nullable String... more) {
        Map<String, String> others = members(base, more);
        Map<String, String> good = with(others, member, one);
        rows.add(new Row(operation, member, good, outcome(good), outcome(with(others, member, other))));
        return this;
    }

    /** A row of the member by the form in which several share one place. */
    Rows row(Row row) {
        rows.add(row);
        return this;
    }

    /** The rows of tags for a resource that is made. */
    Rows tags(String kind) {
        String[] all = {
            "TagSpecification.1.ResourceType",
            kind,
            "TagSpecification.1.Tag.1.Key",
            "colour",
            "TagSpecification.1.Tag.1.Value",
            "red"
        };
        return row(all[0], kind, "dedicated-host", all)
                .row(all[2], "colour", "shade", all)
                .row(all[4], "red", "blue", all);
    }

    /** The row of a ClientToken: with it, a second request like the first makes nothing new. */
    Rows clientToken(String id) {
        Function<Boolean, Function<Fixtures, String>> twice = withToken -> fixtures -> {
            Map<String, String> given = fixtures.made(base);
            if (withToken) {
                given.put("ClientToken", fixtures.fresh("name"));
            }
            String first = fixtures.ask(WholeService.ALICE, operation, given).text(id);
            if (!withToken) {
                // Of some things there cannot be two of one name.
                given.computeIfPresent("Name", (_, _) -> fixtures.fresh("name"));
                given.computeIfPresent("LaunchTemplateName", (_, _) -> fixtures.fresh("name"));
            }
            return Boolean.toString(first.equals(
                    fixtures.ask(WholeService.ALICE, operation, given).text(id)));
        };
        return row(new Row(operation, "ClientToken", twice.apply(true), twice.apply(false)));
    }

    private static Map<String, String> with(Map<String, String> others, String member, @Nullable String value) {
        return members(others, member, value);
    }

    private Function<Fixtures, String> outcome(Map<String, String> members) {
        boolean holding = held;
        Caller asking = caller;
        return fixtures -> fixtures.outcome(asking, operation, members, watch, holding);
    }

    private static Map<String, String> members(Map<String, String> base, @Nullable String... more) {
        Map<String, String> members = new LinkedHashMap<>(base);
        for (int i = 0; i < more.length; i += 2) {
            String name = java.util.Objects.requireNonNull(more[i]);
            String value = more[i + 1];
            if (value == null) {
                members.remove(name);
            } else {
                members.put(name, value);
            }
        }
        return members;
    }
}
