package dev.origami.command.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * One way to ask for images, each time by another account and with other values.
 *
 * @param what as the page names it
 * @param isIndexed whether an index serves it
 * @param asked what the request of that number asks
 */
record SearchQuery(String what, boolean isIndexed, IntFunction<Asked> asked) {
    private static final int SMALL = 50;
    private static final int LARGE = 1000;

    /** A prime, to come around to all images in no order. */
    private static final long STRIDE = 7919;

    /** Who asks, and the members of the request: names and values in turn. */
    record Asked(String account, List<String> members) {}

    /** All that is measured. */
    static List<SearchQuery> all(int images) {
        List<SearchQuery> queries = new ArrayList<>();
        queries.add(new SearchQuery(
                "by id", true, i -> new Asked(FillTable.account(i), List.of("ImageId.1", publicId(i, images)))));
        for (int size : List.of(SMALL, LARGE)) {
            String page = ", a page of " + size;
            String max = Integer.toString(size);
            named(images)
                    .forEach(query -> queries.add(new SearchQuery(query.what + page, query.isIndexed, i -> {
                        Asked asked = query.asked.apply(i);
                        return new Asked(
                                asked.account,
                                Stream.concat(asked.members.stream(), Stream.of("MaxResults", max))
                                        .toList());
                    })));
        }
        return queries;
    }

    private static List<SearchQuery> named(int images) {
        return List.of(
                one("all that is seen", i -> List.of()),
                one("Owner=self", i -> List.of("Owner.1", "self")),
                new SearchQuery(
                        "Owner=self, of whom a twentieth is",
                        true,
                        i -> new Asked(FillTable.account(0), List.of("Owner.1", "self"))),
                one("Owner=ACCOUNT", i -> List.of("Owner.1", FillTable.owner(any(i, images)))),
                one("ExecutableBy=self", i -> List.of("ExecutableBy.1", "self")),
                one("ExecutableBy=all", i -> List.of("ExecutableBy.1", "all")),
                one("is-public=true", i -> filters("is-public", "true")),
                one("name=*-build-N", i -> filters("name", "*-build-" + any(i, images))),
                one(
                        "name=web-server/noble-2025DDDD-*",
                        i -> filters("name", "web-server/noble-2025%04d-*".formatted(i % 400))),
                one("name=*noble-2025DDDD*", i -> filters("name", "*noble-2025%04d*".formatted(i % 400))),
                one("name=*-server/*", i -> filters("name", "*-server/*")),
                one("name=?eb-*", i -> filters("name", "?eb-*")),
                one("name=w*", i -> filters("name", "w*")),
                one("owner-id", i -> filters("owner-id", FillTable.owner(any(i, images)))),
                one("image-id", i -> filters("image-id", publicId(i, images))),
                one("architecture", i -> filters("architecture", i % 2 == 0 ? "arm64" : "x86_64")),
                one("virtualization-type=hvm", i -> filters("virtualization-type", "hvm")),
                one("root-device-name", i -> filters("root-device-name", "/dev/xvda")),
                one("ena-support", i -> filters("ena-support", "true")),
                one("state=available", i -> filters("state", "available")),
                one("creation-date=20*", i -> filters("creation-date", "20*")),
                one("manifest-location=*/web*", i -> filters("manifest-location", "*/web*")),
                one("tag:Environment", i -> filters("tag:Environment", "prod")),
                one("tag-key", i -> filters("tag-key", "Build")),
                one("source-image-id", i -> filters("source-image-id", FillTable.id(any(i, images) / 50 * 50 + 1))),
                one(
                        "block-device-mapping.snapshot-id",
                        i -> filters("block-device-mapping.snapshot-id", FillTable.snapshot(any(i, images)))),
                one(
                        "architecture, virtualization-type",
                        i -> filters("architecture", "arm64", "virtualization-type", "hvm")),
                one(
                        "architecture, state, root-device-type",
                        i -> filters("architecture", "x86_64", "state", "available", "root-device-type", "ebs")),
                one("name=web*, architecture", i -> filters("name", "web*", "architecture", "arm64")),
                one("name=*noble*, state", i -> filters("name", "*noble*", "state", "available")),
                one("Owner=self, name=*server*", i -> with("Owner.1", "self", filters("name", "*server*"))),
                one("Owner=self, tag:Environment", i -> with("Owner.1", "self", filters("tag:Environment", "test"))),
                none("virtualization-type=paravirtual", i -> filters("virtualization-type", "paravirtual")),
                none("description", i -> filters("description", "*" + i % 1000 + " of*")),
                none("block-device-mapping.volume-type", i -> filters("block-device-mapping.volume-type", "gp2")),
                none("kernel-id, which none has", i -> filters("kernel-id", "aki-12345678")));
    }

    private static SearchQuery one(String what, IntFunction<List<String>> members) {
        return new SearchQuery(what, true, i -> new Asked(FillTable.account(i * 37), members.apply(i)));
    }

    private static SearchQuery none(String what, IntFunction<List<String>> members) {
        return new SearchQuery(what, false, i -> new Asked(FillTable.account(i * 37), members.apply(i)));
    }

    private static List<String> filters(String... namesAndValues) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String filter = "Filter." + (i / 2 + 1);
            members.addAll(List.of(filter + ".Name", namesAndValues[i], filter + ".Value.1", namesAndValues[i + 1]));
        }
        return members;
    }

    private static List<String> with(String name, String value, List<String> members) {
        return Stream.concat(Stream.of(name, value), members.stream()).toList();
    }

    private static long any(int request, int images) {
        return 1 + request * STRIDE % images;
    }

    /** One in ten is public. */
    private static String publicId(int request, int images) {
        return FillTable.id(Math.max(4, any(request, images) / 10 * 10 - 6));
    }
}
