package dev.origami.contract;

import static dev.origami.contract.CatalogueDoor.Who.ALICE;
import static dev.origami.contract.CatalogueDoor.Who.BOB;
import static dev.origami.contract.CatalogueDoor.Who.FORGER;
import static dev.origami.contract.CatalogueDoor.Who.STRANGER;
import static dev.origami.contract.CatalogueRow.call;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.rbin.model.CreateRuleRequest;
import software.amazon.awssdk.services.rbin.model.ResourceTag;
import software.amazon.awssdk.services.rbin.model.ResourceType;
import software.amazon.awssdk.services.rbin.model.RetentionPeriodUnit;
import software.amazon.awssdk.services.rbin.model.UnlockDelayUnit;

/** The refusals of EBS direct, the Recycle Bin, KMS and STS (source sections 2.4, 2.6, 10.7), by their own clients. */
final class CatalogueOfOthers {
    private static final String NO_SNAPSHOT = "snap-0123456789abcdef0";
    private static final String NO_RULE = "abcdefghijk";

    private CatalogueOfOthers() {}

    static List<CatalogueRow> rows() {
        return Stream.of(ebs(), encryption(), recycleBin(), kms(), grants(), ssm(), callers())
                .flatMap(List::stream)
                .toList();
    }

    private static List<CatalogueRow> callers() {
        return List.of(
                call(
                        "InvalidClientTokenId 403",
                        "The security token included in the request is invalid.",
                        "GetCallerIdentity",
                        (door, _) -> door.sts(STRANGER).getCallerIdentity()),
                call(
                        "SignatureDoesNotMatch 403",
                        "The request signature we calculated does not match",
                        "GetCallerIdentity",
                        (door, _) -> door.sts(FORGER).getCallerIdentity()),
                call(
                        "UnrecognizedClientException",
                        "The security token included in the request is invalid.",
                        "ListKeys",
                        (door, _) -> door.kms(STRANGER).listKeys()),
                call(
                        "InvalidSignatureException",
                        "The request signature we calculated does not match",
                        "ListKeys",
                        (door, _) -> door.kms(FORGER).listKeys()));
    }

    private static List<CatalogueRow> ebs() {
        return List.of(
                call(
                        "AccessDeniedException 403 UNAUTHORIZED_ACCOUNT",
                        "is not shared with this account",
                        "ListSnapshotBlocks",
                        (door, fixtures) -> {
                            // Everybody sees a public one, and may make volumes of it.
                            String snapshot = fixtures.fresh("snapshot");
                            var _ = fixtures.service()
                                    .ask(
                                            "ModifySnapshotAttribute",
                                            "SnapshotId",
                                            snapshot,
                                            "CreateVolumePermission.Add.1.Group",
                                            "all");
                            return door.ebs(BOB).listSnapshotBlocks(r -> r.snapshotId(snapshot));
                        }),
                call(
                        "ValidationException 400 INVALID_PAGE_TOKEN",
                        "The page token is not for this listing",
                        "ListSnapshotBlocks",
                        (door, fixtures) -> door.ebs(ALICE)
                                .listSnapshotBlocks(r -> r.snapshotId(fixtures.fresh("block-snapshot"))
                                        .nextToken("nonsense"))),
                call(
                        "ValidationException 400 INVALID_BLOCK_TOKEN",
                        "The block token is not for this block",
                        "GetSnapshotBlock",
                        (door, fixtures) -> door.ebs(ALICE)
                                .getSnapshotBlockAsBytes(r -> r.snapshotId(fixtures.fresh("block-snapshot"))
                                        .blockIndex(0)
                                        .blockToken("nonsense"))),
                call(
                        "ValidationException 400 INVALID_SNAPSHOT_ID",
                        "Invalid id: \"x\"",
                        "ListSnapshotBlocks",
                        (door, _) -> door.ebs(ALICE).listSnapshotBlocks(r -> r.snapshotId("x"))),
                call(
                        "ValidationException 400 INVALID_BLOCK",
                        "The checksum is not that of the block",
                        "PutSnapshotBlock",
                        (door, fixtures) -> door.ebs(ALICE)
                                .putSnapshotBlock(
                                        r -> r.snapshotId(fixtures.fresh("pending-snapshot"))
                                                .blockIndex(0)
                                                .dataLength(Fixtures.BLOCK)
                                                .checksum(Fixtures.sha256(Fixtures.block(2)))
                                                .checksumAlgorithm("SHA256"),
                                        RequestBody.fromBytes(Fixtures.block(1)))),
                call(
                        "ValidationException 400 INVALID_TAG",
                        "Tag keys starting with 'aws:'",
                        "StartSnapshot",
                        (door, _) -> door.ebs(ALICE)
                                .startSnapshot(r -> r.volumeSize(1L)
                                        .tags(software.amazon.awssdk.services.ebs.model.Tag.builder()
                                                .key("aws:x")
                                                .value("x")
                                                .build()))),
                call(
                        "ValidationException 400 INVALID_PARAMETER_VALUE",
                        "The timeout is 10 to",
                        "StartSnapshot",
                        (door, _) -> door.ebs(ALICE)
                                .startSnapshot(r -> r.volumeSize(1L).timeout(9))),
                call(
                        "ValidationException 400 INVALID_VOLUME_SIZE",
                        "The volume size is 1 to",
                        "StartSnapshot",
                        (door, _) -> door.ebs(ALICE).startSnapshot(r -> r.volumeSize(1L << 20))),
                call(
                        "ResourceNotFoundException 404 SNAPSHOT_NOT_FOUND",
                        NO_SNAPSHOT,
                        "ListSnapshotBlocks",
                        (door, _) -> door.ebs(ALICE).listSnapshotBlocks(r -> r.snapshotId(NO_SNAPSHOT))),
                call(
                        "ConflictException 409",
                        "Arguments on this idempotent request are inconsistent",
                        "StartSnapshot",
                        (door, _) -> {
                            var _ = door.ebs(ALICE)
                                    .startSnapshot(r -> r.volumeSize(1L).clientToken("once"));
                            return door.ebs(ALICE)
                                    .startSnapshot(r -> r.volumeSize(2L).clientToken("once"));
                        }));
    }

    private static List<CatalogueRow> recycleBin() {
        return List.of(
                call(
                        "ResourceNotFoundException 404 RULE_NOT_FOUND",
                        "The retention rule " + NO_RULE + " does not exist",
                        "GetRule",
                        (door, _) -> door.rbin(ALICE).getRule(r -> r.identifier(NO_RULE))),
                call("ConflictException 409 INVALID_RULE_STATE", "lock", "DeleteRule", (door, _) -> {
                    String locked = door.rbin(ALICE)
                            .createRule(rule("locked").toBuilder()
                                    .resourceTags(List.of())
                                    .lockConfiguration(l -> l.unlockDelay(
                                            d -> d.unlockDelayValue(7).unlockDelayUnit(UnlockDelayUnit.DAYS)))
                                    .resourceType(ResourceType.EC2_IMAGE)
                                    .build())
                            .identifier();
                    return door.rbin(ALICE).deleteRule(r -> r.identifier(locked));
                }),
                call("ServiceQuotaExceededException 402 SERVICE_QUOTA_EXCEEDED", "5", "CreateRule", (door, _) -> {
                    for (int i = 0; i < 5; i++) {
                        var _ = door.rbin(ALICE).createRule(rule("often"));
                    }
                    return door.rbin(ALICE).createRule(rule("often"));
                }));
    }

    private static CreateRuleRequest rule(String tag) {
        return CreateRuleRequest.builder()
                .resourceType(ResourceType.EBS_SNAPSHOT)
                .retentionPeriod(p -> p.retentionPeriodValue(7).retentionPeriodUnit(RetentionPeriodUnit.DAYS))
                .resourceTags(ResourceTag.builder().resourceTagKey(tag).build())
                .build();
    }

    private static List<CatalogueRow> ssm() {
        String certificate = "/aws/service/origami/instance-identity/certificate";
        return List.of(
                call(
                        "ParameterNotFound",
                        "/aws/service/none",
                        "GetParameter",
                        (door, _) -> door.ssm(ALICE).getParameter(r -> r.name("/aws/service/none"))),
                call(
                        "ParameterVersionNotFound",
                        "could not find version 7",
                        "GetParameter",
                        (door, _) -> door.ssm(ALICE).getParameter(r -> r.name(certificate + ":7"))),
                call(
                        "UnsupportedOperationException",
                        "PutParameter",
                        "PutParameter",
                        (door, _) -> door.ssm(ALICE)
                                .putParameter(r -> r.name("/mine").value("x"))));
    }

    private static List<CatalogueRow> kms() {
        SdkBytes text = SdkBytes.fromUtf8String("text");
        return List.of(
                call(
                        "NotFoundException",
                        KmsSteps.NOBODYS,
                        "DescribeKey",
                        (door, _) -> door.kms(ALICE).describeKey(r -> r.keyId(KmsSteps.NOBODYS))),
                call(
                        "InvalidArnException",
                        "Invalid arn arn:aws:s3:::x",
                        "DescribeKey",
                        (door, _) -> door.kms(ALICE).describeKey(r -> r.keyId("arn:aws:s3:::x"))),
                call("AlreadyExistsException", "alias/taken already exists", "CreateAlias", (door, _) -> {
                    String key = key(door.kms(ALICE));
                    var _ = door.kms(ALICE)
                            .createAlias(r -> r.aliasName("alias/taken").targetKeyId(key));
                    return door.kms(ALICE)
                            .createAlias(r -> r.aliasName("alias/taken").targetKeyId(key));
                }),
                call("NotAuthorizedException", "alias/aws/x", "CreateAlias", (door, _) -> {
                    String key = key(door.kms(ALICE));
                    return door.kms(ALICE)
                            .createAlias(r -> r.aliasName("alias/aws/x").targetKeyId(key));
                }),
                call("KMSInvalidStateException", "is pending deletion.", "Encrypt", (door, _) -> {
                    String key = key(door.kms(ALICE));
                    var _ = door.kms(ALICE).scheduleKeyDeletion(r -> r.keyId(key));
                    return door.kms(ALICE).encrypt(r -> r.keyId(key).plaintext(text));
                }),
                call("DisabledException", "is disabled.", "Encrypt", (door, _) -> {
                    String key = key(door.kms(ALICE));
                    var _ = door.kms(ALICE).disableKey(r -> r.keyId(key));
                    return door.kms(ALICE).encrypt(r -> r.keyId(key).plaintext(text));
                }),
                call(
                        "LimitExceededException",
                        "50",
                        "CreateKey",
                        (door, _) -> door.kms(ALICE)
                                .createKey(r -> r.tags(IntStream.rangeClosed(1, 51)
                                        .mapToObj(i -> Tag.builder()
                                                .tagKey("key" + i)
                                                .tagValue("x")
                                                .build())
                                        .toList()))),
                call("TagException", "aws:x", "TagResource", (door, _) -> {
                    String key = key(door.kms(ALICE));
                    return door.kms(ALICE)
                            .tagResource(r -> r.keyId(key)
                                    .tags(Tag.builder()
                                            .tagKey("aws:x")
                                            .tagValue("x")
                                            .build()));
                }),
                call("InvalidCiphertextException", "The ciphertext was not made here", "Decrypt", (door, _) -> {
                    SdkBytes sealed = door.kms(ALICE)
                            .encrypt(r -> r.keyId(key(door.kms(ALICE)))
                                    .plaintext(text)
                                    .encryptionContext(Map.of("of", "one")))
                            .ciphertextBlob();
                    return door.kms(ALICE)
                            .decrypt(r -> r.ciphertextBlob(sealed).encryptionContext(Map.of("of", "two")));
                }),
                call("IncorrectKeyException", "does not identify a CMK", "Decrypt", (door, _) -> {
                    SdkBytes sealed = door.kms(ALICE)
                            .encrypt(r -> r.keyId(key(door.kms(ALICE))).plaintext(text))
                            .ciphertextBlob();
                    String other = key(door.kms(ALICE));
                    return door.kms(ALICE).decrypt(r -> r.keyId(other).ciphertextBlob(sealed));
                }),
                call(
                        "InvalidMarkerException",
                        "nonsense",
                        "ListKeys",
                        (door, _) -> door.kms(ALICE).listKeys(r -> r.marker("nonsense"))),
                call(
                        "ValidationException",
                        "Please specify either number of bytes or key spec.",
                        "GenerateDataKey",
                        (door, _) -> {
                            String key = key(door.kms(ALICE));
                            return door.kms(ALICE).generateDataKey(r -> r.keyId(key));
                        }),
                call(
                        "UnsupportedOperationException",
                        "The operation GenerateMac is not supported here",
                        "GenerateMac",
                        (door, _) -> door.kms(ALICE)
                                .generateMac(r -> r.keyId("x")
                                        .macAlgorithm("HMAC_SHA_256")
                                        .message(text))));
    }

    /** What EC2 and EBS direct say of keys. */
    private static List<CatalogueRow> encryption() {
        return List.of(
                call("InvalidKmsKey.InvalidState", "is disabled.", "ModifyEbsDefaultKmsKeyId", (door, _) -> {
                    String key = arn(door.kms(ALICE));
                    var _ = door.kms(ALICE).disableKey(r -> r.keyId(key));
                    return door.ask(ALICE, "ModifyEbsDefaultKmsKeyId", Map.of("KmsKeyId", key));
                }),
                call(
                        "CustomerKeyHasBeenRevoked",
                        "is not authorized to perform",
                        "ModifyEbsDefaultKmsKeyId",
                        (door, _) ->
                                door.ask(BOB, "ModifyEbsDefaultKmsKeyId", Map.of("KmsKeyId", arn(door.kms(ALICE))))),
                call("ValidationException 400 INVALID_CUSTOMER_KEY", "is disabled.", "StartSnapshot", (door, _) -> {
                    String key = arn(door.kms(ALICE));
                    var _ = door.kms(ALICE).disableKey(r -> r.keyId(key));
                    return door.ebs(ALICE)
                            .startSnapshot(r -> r.volumeSize(1L).encrypted(true).kmsKeyArn(key));
                }),
                call(
                        "AccessDeniedException 403 DEPENDENCY_ACCESS_DENIED",
                        "is not authorized to perform",
                        "StartSnapshot",
                        (door, _) -> {
                            String key = arn(door.kms(ALICE));
                            return door.ebs(BOB)
                                    .startSnapshot(r ->
                                            r.volumeSize(1L).encrypted(true).kmsKeyArn(key));
                        }));
    }

    private static List<CatalogueRow> grants() {
        SdkBytes text = SdkBytes.fromUtf8String("text");
        return List.of(
                call("AccessDeniedException", "is not authorized to perform: kms:Encrypt", "Encrypt", (door, _) -> {
                    String key = arn(door.kms(ALICE));
                    return door.kms(BOB).encrypt(r -> r.keyId(key).plaintext(text));
                }),
                call("InvalidGrantTokenException", "The grant token nonsense is invalid", "Encrypt", (door, _) -> {
                    String key = key(door.kms(ALICE));
                    return door.kms(ALICE)
                            .encrypt(r -> r.keyId(key).plaintext(text).grantTokens("nonsense"));
                }));
    }

    private static String key(KmsClient kms) {
        return kms.createKey().keyMetadata().keyId();
    }

    private static String arn(KmsClient kms) {
        return kms.createKey().keyMetadata().arn();
    }
}
