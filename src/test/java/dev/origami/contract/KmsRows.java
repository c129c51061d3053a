package dev.origami.contract;

import static dev.origami.contract.KmsSteps.NOBODYS;
import static dev.origami.contract.KmsSteps.asking;
import static dev.origami.contract.KmsSteps.limit;
import static dev.origami.contract.KmsSteps.marker;
import static dev.origami.contract.KmsSteps.ofKey;
import static dev.origami.contract.KmsSteps.row;
import static dev.origami.contract.KmsSteps.rows;
import static dev.origami.contract.KmsSteps.tokens;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The keys of KMS, their names and their tags. */
final class KmsRows {
    private KmsRows() {}

    static List<Rows> all() {
        return List.of(
                createKey(),
                rows("DescribeKey", ofKey("DescribeKey", ""), tokens("DescribeKey", "'KeyId':'<key>'")),
                rows("ListKeys", limit("ListKeys", "", "CreateKey", "", "CreateKey", ""), marker("ListKeys", "")),
                rows("EnableKey", ofKey("EnableKey", "")),
                rows("DisableKey", ofKey("DisableKey", "")),
                rows(
                        "ScheduleKeyDeletion",
                        ofKey("ScheduleKeyDeletion", ""),
                        row(
                                "ScheduleKeyDeletion",
                                "PendingWindowInDays",
                                asking("ScheduleKeyDeletion", "'KeyId':'<key>','PendingWindowInDays':7"),
                                asking("ScheduleKeyDeletion", "'KeyId':'<key>','PendingWindowInDays':8"))),
                rows(
                        "CancelKeyDeletion",
                        row(
                                "CancelKeyDeletion",
                                "KeyId",
                                asking(
                                        "ScheduleKeyDeletion",
                                        "'KeyId':'<key>'",
                                        "CancelKeyDeletion",
                                        "'KeyId':'<key>'"),
                                asking("CancelKeyDeletion", "'KeyId':'" + NOBODYS + "'"))),
                rows(
                        "UpdateKeyDescription",
                        ofKey("UpdateKeyDescription", ",'Description':'a'"),
                        row(
                                "UpdateKeyDescription",
                                "Description",
                                asking(
                                        "UpdateKeyDescription",
                                        "'KeyId':'<key>','Description':'a'",
                                        "DescribeKey",
                                        "'KeyId':'<key>'"),
                                asking(
                                        "UpdateKeyDescription",
                                        "'KeyId':'<key>','Description':'b'",
                                        "DescribeKey",
                                        "'KeyId':'<key>'"))),
                rows("GetKeyRotationStatus", ofKey("GetKeyRotationStatus", "")),
                rows(
                        "GetKeyPolicy",
                        ofKey("GetKeyPolicy", ""),
                        row(
                                "GetKeyPolicy",
                                "PolicyName",
                                asking("GetKeyPolicy", "'KeyId':'<key>','PolicyName':'default'"),
                                asking("GetKeyPolicy", "'KeyId':'<key>','PolicyName':'other'"))),
                alias("CreateAlias"),
                alias("UpdateAlias", "CreateAlias", "'AliasName':'<alias>','TargetKeyId':'<other>'"),
                rows(
                        "DeleteAlias",
                        row(
                                "DeleteAlias",
                                "AliasName",
                                asking(
                                        "CreateAlias",
                                        "'AliasName':'<alias>','TargetKeyId':'<key>'",
                                        "DeleteAlias",
                                        "'AliasName':'<alias>'"),
                                asking("DeleteAlias", "'AliasName':'<alias>'"))),
                rows(
                        "ListAliases",
                        row(
                                "ListAliases",
                                "KeyId",
                                asking("ListAliases", "'KeyId':'<key>'"),
                                asking(
                                        "CreateAlias",
                                        "'AliasName':'<alias>','TargetKeyId':'<key>'",
                                        "ListAliases",
                                        "'KeyId':'<key>'")),
                        limit(
                                "ListAliases",
                                ",'KeyId':'<key>'",
                                "CreateAlias",
                                "'AliasName':'alias/1<key>','TargetKeyId':'<key>'",
                                "CreateAlias",
                                "'AliasName':'alias/2<key>','TargetKeyId':'<key>'"),
                        marker("ListAliases", "")),
                tagResource(),
                rows(
                        "UntagResource",
                        ofKey("UntagResource", ",'TagKeys':['a']"),
                        row("UntagResource", "TagKeys", untagging("a"), untagging("b"))),
                rows(
                        "ListResourceTags",
                        ofKey("ListResourceTags", ""),
                        limit(
                                "ListResourceTags",
                                ",'KeyId':'<key>'",
                                "TagResource",
                                "'KeyId':'<key>','Tags':[{'TagKey':'a','TagValue':'1'}]",
                                "TagResource",
                                "'KeyId':'<key>','Tags':[{'TagKey':'b','TagValue':'1'}]"),
                        marker("ListResourceTags", ",'KeyId':'<key>'")));
    }

    private static Rows createKey() {
        String look = "'KeyId':'<KeyId>'";
        Function<String, Function<Fixtures, String>> tagged =
                tag -> asking("CreateKey", "'Tags':[" + tag + "]", "ListResourceTags", look);
        return rows(
                "CreateKey",
                row(
                        "CreateKey",
                        "Description",
                        asking("CreateKey", "'Description':'a'"),
                        asking("CreateKey", "'Description':'b'")),
                row(
                        "CreateKey",
                        "Tags.TagKey",
                        tagged.apply("{'TagKey':'a','TagValue':'1'}"),
                        tagged.apply("{'TagKey':'b','TagValue':'1'}")),
                row(
                        "CreateKey",
                        "Tags.TagValue",
                        tagged.apply("{'TagKey':'a','TagValue':'1'}"),
                        tagged.apply("{'TagKey':'a','TagValue':'2'}")));
    }

    private static Rows alias(String operation, String... before) {
        Function<String, Function<Fixtures, String>> naming = request -> {
            String[] steps = Arrays.copyOf(before, before.length + 4);
            steps[before.length] = operation;
            steps[before.length + 1] = request;
            steps[before.length + 2] = "ListAliases";
            steps[before.length + 3] = "'KeyId':'<key>'";
            return asking(steps);
        };
        String good = "'AliasName':'<alias>','TargetKeyId':'<key>'";
        return rows(
                operation,
                row(
                        operation,
                        "AliasName",
                        naming.apply(good),
                        naming.apply("'AliasName':'alias/none/<other>x y','TargetKeyId':'<key>'")),
                row(
                        operation,
                        "TargetKeyId",
                        naming.apply(good),
                        naming.apply("'AliasName':'<alias>','TargetKeyId':'<other>'")));
    }

    private static Rows tagResource() {
        Function<String, Function<Fixtures, String>> tagging = tag ->
                asking("TagResource", "'KeyId':'<key>','Tags':[" + tag + "]", "ListResourceTags", "'KeyId':'<key>'");
        return rows(
                "TagResource",
                ofKey("TagResource", ",'Tags':[{'TagKey':'a','TagValue':'1'}]"),
                row(
                        "TagResource",
                        "Tags.TagKey",
                        tagging.apply("{'TagKey':'a','TagValue':'1'}"),
                        tagging.apply("{'TagKey':'b','TagValue':'1'}")),
                row(
                        "TagResource",
                        "Tags.TagValue",
                        tagging.apply("{'TagKey':'a','TagValue':'1'}"),
                        tagging.apply("{'TagKey':'a','TagValue':'2'}")));
    }

    private static Function<Fixtures, String> untagging(String tag) {
        return asking(
                "TagResource",
                "'KeyId':'<key>','Tags':[{'TagKey':'a','TagValue':'1'},{'TagKey':'b','TagValue':'1'}]",
                "UntagResource",
                "'KeyId':'<key>','TagKeys':['" + tag + "']",
                "ListResourceTags",
                "'KeyId':'<key>'");
    }
}
