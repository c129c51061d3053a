package dev.origami.metadata;

import dev.origami.config.MetadataLimits;
import dev.origami.id.InstanceId;
import dev.origami.instance.Instance;
import dev.origami.instance.MetadataOptions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers the requests of guests (source section 11.1). Who asks is told by the socket, never by the request. */
final class MetadataAnswers {
    private static final String TOKEN = "x-aws-ec2-metadata-token";
    private static final String TTL = "x-aws-ec2-metadata-token-ttl-seconds";

    private static final List<String> VERSIONS = List.of(
            "1.0",
            "2007-01-19",
            "2007-03-01",
            "2007-08-29",
            "2007-10-10",
            "2007-12-15",
            "2008-02-01",
            "2008-09-01",
            "2009-04-04",
            "2011-01-01",
            "2011-05-01",
            "2012-01-12",
            "2014-02-25",
            "2014-11-05",
            "2015-10-20",
            "2016-04-19",
            "2016-06-30",
            "2016-09-02",
            "2018-03-28",
            "2018-08-17",
            "2018-09-24",
            "2019-10-01",
            "2020-10-27",
            "2021-01-03",
            "2021-03-23",
            "latest");

    private final InstanceFacts facts;
    private final SessionTokens tokens;
    private final MetadataLimits limits;

    MetadataAnswers(InstanceFacts facts, SessionTokens tokens, MetadataLimits limits) {
        this.facts = facts;
        this.tokens = tokens;
        this.limits = limits;
    }

    GuestAnswer answer(InstanceId id, GuestRequest request) {
        Optional<Instance> found = facts.instance(id);
        if (found.isEmpty() || !found.get().settings().metadata().endpoint()) {
            return GuestAnswer.refused(403, "Forbidden");
        }
        Instance instance = found.get();
        return switch (request.method()) {
            case "PUT" -> issue(instance, request);
            case "GET", "HEAD" ->
                mayRead(instance, request) ? read(instance, request.path()) : GuestAnswer.refused(401, "Unauthorized");
            default -> GuestAnswer.refused(405, "Method Not Allowed");
        };
    }

    private GuestAnswer issue(Instance instance, GuestRequest request) {
        if (!request.path().equals("/latest/api/token")) {
            return GuestAnswer.notFound();
        }
        // A proxy that passes requests on would give the token away.
        if (request.header("x-forwarded-for").isPresent()) {
            return GuestAnswer.refused(403, "Forbidden");
        }
        Optional<Integer> seconds = request.header(TTL).flatMap(this::seconds);
        if (seconds.isEmpty()) {
            return GuestAnswer.refused(400, "Bad Request");
        }
        return GuestAnswer.token(
                tokens.issue(instance.id(), seconds.get()),
                seconds.get(),
                instance.settings().metadata().hopLimit());
    }

    private Optional<Integer> seconds(String text) {
        try {
            int seconds = Integer.parseInt(text);
            return seconds >= 1 && seconds <= limits.tokenSecondsMost() ? Optional.of(seconds) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean mayRead(Instance instance, GuestRequest request) {
        MetadataOptions options = instance.settings().metadata();
        return request.header(TOKEN)
                .map(token -> tokens.isGood(instance.id(), token))
                .orElse(!options.tokensRequired());
    }

    private GuestAnswer read(Instance instance, String path) {
        Instant started = instance.launchTime();
        String trimmed = path.replaceFirst("^/+", "");
        if (trimmed.isEmpty()) {
            return GuestAnswer.text(String.join("\n", VERSIONS), started);
        }
        int slash = trimmed.indexOf('/');
        String version = slash < 0 ? trimmed : trimmed.substring(0, slash);
        if (!VERSIONS.contains(version)) {
            return GuestAnswer.notFound();
        }
        String below = slash < 0 ? "" : trimmed.substring(slash + 1).replaceAll("/{2,}", "/");
        Optional<byte[]> userData = InstanceFacts.userData(instance);
        if (below.isEmpty()) {
            return GuestAnswer.text("dynamic\nmeta-data" + (userData.isPresent() ? "\nuser-data" : ""), started);
        }
        if (below.equals("user-data") || below.equals("user-data/")) {
            return userData.map(data -> GuestAnswer.bytes(data, started)).orElseGet(GuestAnswer::notFound);
        }
        return facts.tree(instance)
                .find(below)
                .map(found -> GuestAnswer.text(found, started))
                .orElseGet(GuestAnswer::notFound);
    }
}
