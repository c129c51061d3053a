package dev.origami.contract;

import dev.origami.contract.Rows.Row;
import dev.origami.error.ApiException;
import dev.origami.protocol.WireReply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** EBS direct, whose requests are paths, headers and JSON. */
final class BlockRows {
    private BlockRows() {}

    static List<Rows> all() {
        return List.of(
                startSnapshot(),
                putSnapshotBlock(),
                completeSnapshot(),
                listSnapshotBlocks(),
                listChangedBlocks(),
                getSnapshotBlock());
    }

    private static Rows startSnapshot() {
        return Rows.of("StartSnapshot")
                .row(starting("VolumeSize", "{\"VolumeSize\":1}", "{\"VolumeSize\":2}"))
                .row(starting("Description", json("\"Description\":\"one\""), json("\"Description\":\"other\"")))
                .row(starting("Timeout", json("\"Timeout\":10"), json("\"Timeout\":9")))
                .row(starting(
                        "Tags.Key",
                        json("\"Tags\":[{\"Key\":\"a\",\"Value\":\"1\"}]"),
                        json("\"Tags\":[{\"Key\":\"b\",\"Value\":\"1\"}]")))
                .row(starting(
                        "Tags.Value",
                        json("\"Tags\":[{\"Key\":\"a\",\"Value\":\"1\"}]"),
                        json("\"Tags\":[{\"Key\":\"a\",\"Value\":\"2\"}]")))
                .row(starting(
                        "ParentSnapshotId",
                        json("\"ParentSnapshotId\":\"{block-snapshot}\""),
                        json("\"ParentSnapshotId\":\"snap-12345678\"")))
                .row(starting("Encrypted", json("\"Encrypted\":true"), json("\"Encrypted\":false")))
                .row(starting(
                        "KmsKeyArn",
                        json("\"Encrypted\":true,\"KmsKeyArn\":\"alias/aws/ebs\""),
                        json("\"Encrypted\":true,\"KmsKeyArn\":\"alias/none\"")))
                .row(new Row(
                        "StartSnapshot",
                        "ClientToken",
                        twice("\"ClientToken\":\"{name}\""),
                        twice("\"Description\":\"x\"")));
    }

    private static String json(String member) {
        return "{\"VolumeSize\":1," + member + "}";
    }

    private static Row starting(String member, String one, String other) {
        Function<String, Function<Fixtures, String>> start = body -> fixtures -> outcome(
                fixtures,
                "POST",
                "/snapshots",
                "",
                Map.of(),
                made(fixtures, body).getBytes(StandardCharsets.UTF_8));
        return new Row("StartSnapshot", member, start.apply(one), start.apply(other));
    }

    private static Function<Fixtures, String> twice(String member) {
        return fixtures -> {
            String body = made(fixtures, json(member));
            return Boolean.toString(fixtures.start(body).equals(fixtures.start(body)));
        };
    }

    private static String made(Fixtures fixtures, String body) {
        Matcher kind = Pattern.compile("\\{([a-z-]+)}").matcher(body);
        return kind.replaceAll(match -> fixtures.fresh(match.group(1)));
    }

    private static Rows putSnapshotBlock() {
        byte[] content = Fixtures.block(1);
        Map<String, String> good = Fixtures.putHeaders(content);
        String other = Fixtures.sha256(Fixtures.block(2));
        return Rows.of("PutSnapshotBlock")
                .row(putting("SnapshotId", f -> put(f, upload(f), 0, good), f -> put(f, "snap-12345678", 0, good)))
                .row(putting("BlockIndex", f -> put(f, upload(f), 0, good), f -> put(f, upload(f), 1 << 30, good)))
                .row(putting(
                        "DataLength",
                        f -> put(f, upload(f), 0, good),
                        f -> put(f, upload(f), 0, with(good, "x-amz-Data-Length", "1"))))
                .row(putting(
                        "Checksum",
                        f -> put(f, upload(f), 0, good),
                        f -> put(f, upload(f), 0, with(good, "x-amz-Checksum", other))))
                .row(putting(
                        "ChecksumAlgorithm",
                        f -> put(f, upload(f), 0, good),
                        f -> put(f, upload(f), 0, with(good, "x-amz-Checksum-Algorithm", "MD5"))));
    }

    private static Row putting(String member, Function<Fixtures, String> one, Function<Fixtures, String> other) {
        return new Row("PutSnapshotBlock", member, one, other);
    }

    private static String put(Fixtures fixtures, String id, int index, Map<String, String> headers) {
        return outcome(fixtures, "PUT", "/snapshots/" + id + "/blocks/" + index, "", headers, Fixtures.block(1));
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> changed = new HashMap<>(headers);
        changed.put(name, value);
        return changed;
    }

    private static String upload(Fixtures fixtures) {
        return fixtures.start("{\"VolumeSize\":1}");
    }

    /** An upload with one block. */
    private static String written(Fixtures fixtures) {
        String id = upload(fixtures);
        fixtures.put(id, 0, Fixtures.block(1));
        return id;
    }

    private static Rows completeSnapshot() {
        byte[] digest = Base64.getDecoder().decode(Fixtures.sha256(Fixtures.block(1)));
        Map<String, String> good = Map.of(
                "x-amz-ChangedBlocksCount", "1",
                "x-amz-Checksum", Fixtures.sha256(digest),
                "x-amz-Checksum-Algorithm", "SHA256",
                "x-amz-Checksum-Aggregation-Method", "LINEAR");
        return Rows.of("CompleteSnapshot")
                .row(completing(
                        "SnapshotId", f -> complete(f, written(f), good), f -> complete(f, "snap-12345678", good)))
                .row(completing(
                        "ChangedBlocksCount",
                        f -> complete(f, written(f), good),
                        f -> complete(f, written(f), with(good, "x-amz-ChangedBlocksCount", "2"))))
                .row(completing(
                        "Checksum",
                        f -> complete(f, written(f), good),
                        f -> complete(f, written(f), with(good, "x-amz-Checksum", Fixtures.sha256(new byte[1])))))
                .row(completing(
                        "ChecksumAlgorithm",
                        f -> complete(f, written(f), good),
                        f -> complete(f, written(f), with(good, "x-amz-Checksum-Algorithm", "MD5"))))
                .row(completing(
                        "ChecksumAggregationMethod",
                        f -> complete(f, written(f), good),
                        f -> complete(f, written(f), with(good, "x-amz-Checksum-Aggregation-Method", "TREE"))));
    }

    private static Row completing(String member, Function<Fixtures, String> one, Function<Fixtures, String> other) {
        return new Row("CompleteSnapshot", member, one, other);
    }

    private static String complete(Fixtures fixtures, String id, Map<String, String> headers) {
        return outcome(fixtures, "POST", "/snapshots/completion/" + id, "", headers, new byte[0]);
    }

    /** A snapshot with this many blocks. */
    private static String blocks(Fixtures fixtures, int count) {
        String id = upload(fixtures);
        for (int i = 0; i < count; i++) {
            fixtures.put(id, i, Fixtures.block(i + 1));
        }
        fixtures.complete(id, count);
        return id;
    }

    private static Rows listSnapshotBlocks() {
        return Rows.of("ListSnapshotBlocks")
                .row(listing(
                        "ListSnapshotBlocks",
                        "SnapshotId",
                        f -> list(f, blocks(f, 1), ""),
                        f -> list(f, blocks(f, 2), "")))
                .row(listing(
                        "ListSnapshotBlocks",
                        "StartingBlockIndex",
                        f -> list(f, blocks(f, 2), "startingBlockIndex=0"),
                        f -> list(f, blocks(f, 2), "startingBlockIndex=1")))
                .row(listing(
                        "ListSnapshotBlocks",
                        "MaxResults",
                        f -> list(f, blocks(f, 1), "maxResults=100"),
                        f -> list(f, blocks(f, 1), "maxResults=1")))
                .row(listing(
                        "ListSnapshotBlocks",
                        "NextToken",
                        f -> list(f, blocks(f, 1), ""),
                        f -> list(f, blocks(f, 1), "pageToken=nonsense")));
    }

    private static Rows listChangedBlocks() {
        return Rows.of("ListChangedBlocks")
                .row(listing(
                        "ListChangedBlocks",
                        "FirstSnapshotId",
                        f -> changed(f, blocks(f, 2), "firstSnapshotId=" + blocks(f, 1)),
                        f -> changed(f, blocks(f, 2), "firstSnapshotId=" + blocks(f, 2))))
                .row(listing(
                        "ListChangedBlocks",
                        "SecondSnapshotId",
                        f -> changed(f, blocks(f, 1), "firstSnapshotId=" + blocks(f, 1)),
                        f -> changed(f, blocks(f, 2), "firstSnapshotId=" + blocks(f, 1))))
                .row(listing(
                        "ListChangedBlocks",
                        "StartingBlockIndex",
                        f -> changed(f, blocks(f, 2), "startingBlockIndex=0&firstSnapshotId=" + upDone(f)),
                        f -> changed(f, blocks(f, 2), "startingBlockIndex=1&firstSnapshotId=" + upDone(f))))
                .row(listing(
                        "ListChangedBlocks",
                        "MaxResults",
                        f -> changed(f, blocks(f, 1), "maxResults=100&firstSnapshotId=" + upDone(f)),
                        f -> changed(f, blocks(f, 1), "maxResults=1&firstSnapshotId=" + upDone(f))))
                .row(listing(
                        "ListChangedBlocks",
                        "NextToken",
                        f -> changed(f, blocks(f, 1), "firstSnapshotId=" + upDone(f)),
                        f -> changed(f, blocks(f, 1), "pageToken=nonsense&firstSnapshotId=" + upDone(f))));
    }

    private static String upDone(Fixtures fixtures) {
        return blocks(fixtures, 0);
    }

    private static Row listing(
            String operation, String member, Function<Fixtures, String> one, Function<Fixtures, String> other) {
        return new Row(operation, member, one, other);
    }

    private static String list(Fixtures fixtures, String id, String query) {
        return withoutTokens(outcome(fixtures, "GET", "/snapshots/" + id + "/blocks", query, Map.of(), new byte[0]));
    }

    private static String changed(Fixtures fixtures, String id, String query) {
        return withoutTokens(
                outcome(fixtures, "GET", "/snapshots/" + id + "/changedblocks", query, Map.of(), new byte[0]));
    }

    private static String withoutTokens(String listing) {
        return listing.replaceAll("\"(First|Second|)BlockToken\":\"[^\"]*\"", "token $1");
    }

    private static Rows getSnapshotBlock() {
        return Rows.of("GetSnapshotBlock")
                .row(getting("SnapshotId", f -> get(f, 0, 0, true), f -> get(f, 0, 0, false)))
                .row(getting("BlockIndex", f -> get(f, 0, 0, true), f -> get(f, 1, 0, true)))
                .row(getting("BlockToken", f -> get(f, 0, 0, true), f -> get(f, 0, 1, true)));
    }

    private static Row getting(String member, Function<Fixtures, String> one, Function<Fixtures, String> other) {
        return new Row("GetSnapshotBlock", member, one, other);
    }

    /** Reads a block with the token of one, of the snapshot that is listed or of another. */
    private static String get(Fixtures fixtures, int index, int token, boolean same) {
        String id = blocks(fixtures, 2);
        String listed = outcome(fixtures, "GET", "/snapshots/" + id + "/blocks", "", Map.of(), new byte[0]);
        Matcher tokens = Pattern.compile("\"BlockToken\":\"([^\"]*)\"").matcher(listed);
        String found = tokens.results().skip(token).findFirst().orElseThrow().group(1);
        String encoded = java.net.URLEncoder.encode(found, StandardCharsets.UTF_8);
        String read = same ? id : blocks(fixtures, 2);
        return outcome(
                fixtures,
                "GET",
                "/snapshots/" + read + "/blocks/" + index,
                "blockToken=" + encoded,
                Map.of(),
                new byte[0]);
    }

    private static String outcome(
            Fixtures fixtures, String method, String path, String query, Map<String, String> headers, byte[] body) {
        try {
            WireReply reply = fixtures.service().ebs(method, path, query, headers, body);
            fixtures.service().settle();
            return Fixtures.plain(reply.status() + reply.body().asUtf8String());
        } catch (ApiException refusal) {
            return Fixtures.plain(refusal.code() + ": " + refusal.text());
        }
    }
}
