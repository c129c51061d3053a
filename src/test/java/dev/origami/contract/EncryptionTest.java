package dev.origami.contract;

import static dev.origami.command.WholeService.ALICE;
import static dev.origami.command.WholeService.BOB;
import static dev.origami.contract.EncryptedDisks.marked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.api.Answer;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Encrypted volumes, snapshots and images, and who may use them (source sections 3.2, 5.3, 7.1, 14). */
class EncryptionTest extends ServedTest {
    private static final Caller ALICE_ELSEWHERE = new Caller(ALICE.account(), new Region("us-east-1"), "ec2");

    private EncryptedDisks disks;

    @BeforeEach
    void prepare() {
        disks = new EncryptedDisks(this);
    }

    @Test
    void whatIsWrittenIsOnNoDiskInPlainWords() {
        String upload = disks.uploading(",\"Encrypted\":true");
        assertThat(disks.filesWithMarker()).isEmpty();

        String snapshot = disks.completed(upload);

        assertThat(disks.filesWithMarker()).isEmpty();
        assertThat(disks.firstBlock(snapshot)).isEqualTo(marked());
        assertThat(disks.ofSnapshot(ALICE, snapshot, "encrypted")).isEqualTo("true");
        String plain = disks.uploading("");
        assertThat(disks.filesWithMarker()).as("that the search finds it").isNotEmpty();
        assertThat(disks.firstBlock(disks.completed(plain))).isEqualTo(marked());
    }

    @Test
    void onesOwnGoesOnInItsLineage() {
        String key = disks.key();
        String snapshot = disks.under(key);
        String dataKey = disks.ofSnapshot(ALICE, snapshot, "dataEncryptionKeyId");

        String volume = disks.volume("SnapshotId", snapshot, "Encrypted", "false");
        assertThat(disks.ofVolume(volume, "encrypted")).isEqualTo("true");
        assertThat(disks.ofVolume(volume, "kmsKeyId")).isEqualTo(key);
        assertThat(disks.ofVolume(volume, "sseType")).isEqualTo("sse-kms");
        for (String same : new String[] {
            disks.copy(ALICE, snapshot),
            disks.copy(ALICE, snapshot, "Encrypted", "true"),
            disks.copy(ALICE, snapshot, "Encrypted", "true", "KmsKeyId", key)
        }) {
            assertThat(disks.ofSnapshot(ALICE, same, "kmsKeyId")).isEqualTo(key);
            assertThat(disks.ofSnapshot(ALICE, same, "dataEncryptionKeyId")).isEqualTo(dataKey);
        }
        assertThat(service.ask("DescribeSnapshots", "Filter.1.Name", "encrypted", "Filter.1.Value.1", "true")
                        .texts("snapshotSet/item/snapshotId"))
                .hasSize(4);
        assertThat(service.ask("DescribeVolumes", "Filter.1.Name", "encrypted", "Filter.1.Value.1", "false")
                        .texts("volumeSet/item/volumeId"))
                .isEmpty();
    }

    @Test
    void anotherKeyBeginsAnotherLineage() {
        String key = disks.key();
        String other = disks.key();
        String snapshot = disks.under(key);

        String copy = disks.copy(ALICE, snapshot, "Encrypted", "true", "KmsKeyId", other);

        assertThat(disks.ofSnapshot(ALICE, copy, "status")).isEqualTo("completed");
        assertThat(disks.ofSnapshot(ALICE, copy, "kmsKeyId")).isEqualTo(other);
        assertThat(disks.ofSnapshot(ALICE, copy, "dataEncryptionKeyId"))
                .isNotEqualTo(disks.ofSnapshot(ALICE, snapshot, "dataEncryptionKeyId"));
        assertThat(disks.firstBlock(copy)).isEqualTo(marked());
        String volume = disks.volume("SnapshotId", snapshot, "Encrypted", "true", "KmsKeyId", other);
        assertThat(disks.ofVolume(volume, "status")).isEqualTo("available");
        assertThat(disks.ofVolume(volume, "kmsKeyId")).isEqualTo(other);
        assertThat(disks.filesWithMarker()).isEmpty();
    }

    @Test
    void aCopyInAnotherRegionIsUnderTheDefaultKeyThere() {
        String snapshot = disks.under(disks.key());

        String copy = disks.copy(ALICE_ELSEWHERE, snapshot);

        assertThat(disks.ofSnapshot(ALICE_ELSEWHERE, copy, "status")).isEqualTo("completed");
        assertThat(disks.ofSnapshot(ALICE_ELSEWHERE, copy, "kmsKeyId"))
                .isEqualTo(service.ask(ALICE_ELSEWHERE, "GetEbsDefaultKmsKeyId").text("kmsKeyId"));
    }

    @Test
    void writingOverAnEncryptedSnapshotInheritsItsLineage() {
        String parent = disks.under(disks.key());

        String child = disks.completed(disks.uploading(",\"ParentSnapshotId\":\"" + parent + "\""));

        assertThat(disks.ofSnapshot(ALICE, child, "dataEncryptionKeyId"))
                .isEqualTo(disks.ofSnapshot(ALICE, parent, "dataEncryptionKeyId"));
        assertThat(disks.firstBlock(child)).isEqualTo(marked());
        assertThatThrownBy(() -> disks.uploading(",\"Encrypted\":true,\"ParentSnapshotId\":\"" + parent + "\""))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.EBS_INVALID_PARAMETER_VALUE));
    }

    @Test
    void whatIsRefusedAtOnce() {
        String plain = disks.plain();
        String image = service.registered(ALICE, "plain", "x86_64", plain);

        refuses(ErrorCode.INVALID_PARAMETER_VALUE, copying(plain, "Encrypted", "false"));
        refuses(ErrorCode.INVALID_PARAMETER_DEPENDENCY, copying(plain, "KmsKeyId", "alias/aws/ebs"));
        refuses(ErrorCode.INVALID_PARAMETER_VALUE, copying(plain, "Encrypted", "true", "KmsKeyId", "arn:nonsense"));
        refuses(
                ErrorCode.INVALID_PARAMETER_DEPENDENCY,
                "CreateVolume",
                "AvailabilityZone",
                "eu-west-1a",
                "Size",
                "1",
                "KmsKeyId",
                "alias/aws/ebs");
        refuses(
                ErrorCode.INVALID_PARAMETER_DEPENDENCY,
                "CopyImage",
                "SourceRegion",
                "eu-west-1",
                "SourceImageId",
                image,
                "Name",
                "copy",
                "KmsKeyId",
                "alias/aws/ebs");
        refuses(
                ErrorCode.INVALID_PARAMETER_DEPENDENCY,
                "RunInstances",
                "ImageId",
                image,
                "MinCount",
                "1",
                "MaxCount",
                "1",
                "BlockDeviceMapping.1.DeviceName",
                "/dev/xvda",
                "BlockDeviceMapping.1.Ebs.KmsKeyId",
                "alias/aws/ebs");
    }

    @Test
    void aKeyThatIsNotThereFailsWhatWasAccepted() {
        String plain = disks.plain();
        String image = service.registered(ALICE, "plain", "x86_64", plain);
        String[] none = {"Encrypted", "true", "KmsKeyId", "alias/none"};

        assertThat(disks.ofVolume(disks.volume(EncryptedDisks.with(none, "Size", "1")), "status"))
                .isEqualTo("error");
        String snapshot = disks.copy(ALICE, plain, none);
        assertThat(disks.ofSnapshot(ALICE, snapshot, "status")).isEqualTo("error");
        assertThat(disks.ofSnapshot(ALICE, snapshot, "statusMessage")).contains("alias/none");
        String copy = copyImage(ALICE, image, none);
        assertThat(ofImage(ALICE, copy, "imageState")).isEqualTo("failed");
        assertThat(ofImage(ALICE, copy, "stateReason/code")).isEqualTo("Client.InvalidKMSKey.NotFound");
        String instance = disks.launch(
                ALICE,
                image,
                "BlockDeviceMapping.1.DeviceName",
                "/dev/xvda",
                "BlockDeviceMapping.1.Ebs.Encrypted",
                "true",
                "BlockDeviceMapping.1.Ebs.KmsKeyId",
                "alias/none");
        assertThat(disks.ofInstance(ALICE, instance, "instanceState/name")).isEqualTo("terminated");
        assertThat(disks.ofInstance(ALICE, instance, "stateReason/code")).isEqualTo("Client.InvalidKMSKey.NotFound");
    }

    @Test
    void whatCouldNotBeEncryptedSaysUnderWhichKeyItWasToBe() {
        String key = disks.key();
        String sealed = disks.under(key);
        disks.disable(key);

        String none = disks.volume("Size", "1", "Encrypted", "true", "KmsKeyId", "alias/none");
        assertThat(disks.ofVolume(none, "status")).isEqualTo("error");
        assertThat(disks.ofVolume(none, "encrypted")).isEqualTo("true");
        assertThat(disks.ofVolume(none, "kmsKeyId")).isEqualTo("arn:aws:kms:eu-west-1:111111111111:alias/none");
        String named = disks.volume("Size", "1", "Encrypted", "true", "KmsKeyId", key);
        assertThat(disks.ofVolume(named, "kmsKeyId")).isEqualTo(key);
        assertThat(disks.ofVolume(disks.volume("SnapshotId", sealed), "kmsKeyId"))
                .isEqualTo(key);
        String copy = disks.copy(ALICE, sealed);
        assertThat(disks.ofSnapshot(ALICE, copy, "status")).isEqualTo("error");
        assertThat(disks.ofSnapshot(ALICE, copy, "encrypted")).isEqualTo("true");
        assertThat(disks.ofSnapshot(ALICE, copy, "kmsKeyId")).isEqualTo(key);
        assertThat(service.ask(
                                "DescribeVolumes",
                                "VolumeId.1",
                                none,
                                "Filter.1.Name",
                                "encrypted",
                                "Filter.1.Value.1",
                                "true")
                        .text("volumeSet/item/volumeId"))
                .isEqualTo(none);
        refuses(ErrorCode.INCORRECT_STATE, "CreateSnapshot", "VolumeId", none);
        var _ = service.ask("DeleteVolume", "VolumeId", none);
    }

    /** Source section 14, trap 11. */
    @Test
    void whatAnotherAccountSharesComesOutUnderOnesOwnDefaultKey() {
        String key = disks.key();
        String snapshot = disks.under(key);
        String image = service.registered(ALICE, "shared", "x86_64", snapshot);
        share(snapshot, image);

        String refused = disks.copy(BOB, snapshot);
        assertThat(disks.ofSnapshot(BOB, refused, "status")).isEqualTo("error");
        assertThat(ofImage(BOB, copyImage(BOB, image), "imageState")).isEqualTo("failed");
        String unlaunched = disks.launch(BOB, image);
        assertThat(disks.ofInstance(BOB, unlaunched, "instanceState/name")).isEqualTo("terminated");
        assertThat(disks.ofInstance(BOB, unlaunched, "stateReason/code")).isEqualTo("Client.InternalError");

        disks.grantToBob(key);

        String own = service.ask(BOB, "GetEbsDefaultKmsKeyId").text("kmsKeyId");
        String copied = disks.copy(BOB, snapshot);
        assertThat(disks.ofSnapshot(BOB, copied, "status")).isEqualTo("completed");
        assertThat(disks.ofSnapshot(BOB, copied, "kmsKeyId")).isEqualTo(own);
        String copiedImage = copyImage(BOB, image);
        assertThat(ofImage(BOB, copiedImage, "imageState")).isEqualTo("available");
        assertThat(ofImage(BOB, copiedImage, "blockDeviceMapping/item/ebs/encrypted"))
                .isEqualTo("true");
        String launched = disks.launch(BOB, image);
        assertThat(disks.ofInstance(BOB, launched, "instanceState/name")).isEqualTo("running");
        String root = disks.ofInstance(BOB, launched, "blockDeviceMapping/item/ebs/volumeId");
        assertThat(service.ask(BOB, "DescribeVolumes", "VolumeId.1", root).text("volumeSet/item/kmsKeyId"))
                .isEqualTo(own);

        disks.disable(key);
        String again = disks.launch(BOB, copiedImage);
        assertThat(disks.ofInstance(BOB, again, "instanceState/name")).isEqualTo("running");
    }

    @Test
    void whatCannotBeShared() {
        String ofDefault = disks.completed(disks.uploading(",\"Encrypted\":true"));
        String ofOwn = disks.under(disks.key());
        String imageOfDefault = service.registered(ALICE, "default", "x86_64", ofDefault);
        String imageOfOwn = service.registered(ALICE, "own", "x86_64", ofOwn);

        refuses(
                ErrorCode.OPERATION_NOT_PERMITTED,
                sharingSnapshot(ofDefault, "UserId", BOB.account().value()));
        refuses(
                ErrorCode.OPERATION_NOT_PERMITTED,
                sharingImage(imageOfDefault, "UserId", BOB.account().value()));
        refuses(ErrorCode.INVALID_PARAMETER, sharingSnapshot(ofOwn, "Group", "all"));
        refuses(ErrorCode.INVALID_PARAMETER, sharingImage(imageOfOwn, "Group", "all"));
        share(ofOwn, imageOfOwn);
    }

    @Test
    void aDisabledKeyEndsWhatBeginsAndNothingThatRuns() {
        String key = disks.key();
        String snapshot = disks.under(key);
        String image = service.registered(ALICE, "image", "x86_64", snapshot);
        String running = disks.launch(ALICE, image);
        String stopped = disks.launch(ALICE, image);
        var _ = service.ask("StopInstances", "InstanceId.1", stopped);
        service.settle();
        String volume = disks.volume("SnapshotId", snapshot);

        disks.disable(key);

        assertThat(disks.ofInstance(ALICE, running, "instanceState/name")).isEqualTo("running");
        var _ = service.ask("RebootInstances", "InstanceId.1", running);
        service.settle();
        assertThat(disks.ofInstance(ALICE, running, "instanceState/name")).isEqualTo("running");
        var _ = service.ask("StartInstances", "InstanceId.1", stopped);
        service.settle();
        assertThat(disks.ofInstance(ALICE, stopped, "instanceState/name")).isEqualTo("stopped");
        assertThat(disks.ofInstance(ALICE, stopped, "stateReason/code")).isEqualTo("Client.InvalidKMSKey.InvalidState");
        String launched = disks.launch(ALICE, image);
        assertThat(disks.ofInstance(ALICE, launched, "instanceState/name")).isEqualTo("terminated");
        refuses(
                ErrorCode.INVALID_KMS_KEY_INVALID_STATE,
                "AttachVolume",
                "VolumeId",
                volume,
                "InstanceId",
                running,
                "Device",
                "/dev/sdf");
        refuses(ErrorCode.INVALID_KMS_KEY_INVALID_STATE, "CreateSnapshot", "VolumeId", volume);
        refuses(ErrorCode.INVALID_KMS_KEY_INVALID_STATE, "CreateImage", "InstanceId", running, "Name", "created");
        assertThat(disks.ofVolume(disks.volume("SnapshotId", snapshot), "status"))
                .isEqualTo("error");
        assertThat(disks.ofSnapshot(ALICE, disks.copy(ALICE, snapshot), "status"))
                .isEqualTo("error");
        assertThatThrownBy(() -> disks.firstBlock(snapshot))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.EBS_INVALID_CUSTOMER_KEY));

        disks.enable(key);

        assertThat(disks.firstBlock(snapshot)).isEqualTo(marked());
        var _ = service.ask("StartInstances", "InstanceId.1", stopped);
        service.settle();
        assertThat(disks.ofInstance(ALICE, stopped, "instanceState/name")).isEqualTo("running");
    }

    @Test
    void theImageOfAnEncryptedServerIsEncrypted() {
        String key = disks.key();
        String instance = disks.launch(ALICE, service.registered(ALICE, "image", "x86_64", disks.under(key)));

        String image = service.ask("CreateImage", "InstanceId", instance, "Name", "created")
                .text("imageId");
        service.settle();

        assertThat(ofImage(ALICE, image, "imageState")).isEqualTo("available");
        assertThat(ofImage(ALICE, image, "blockDeviceMapping/item/ebs/encrypted"))
                .isEqualTo("true");
        String snapshot = ofImage(ALICE, image, "blockDeviceMapping/item/ebs/snapshotId");
        assertThat(disks.ofSnapshot(ALICE, snapshot, "kmsKeyId")).isEqualTo(key);
        assertThat(disks.firstBlock(snapshot)).isEqualTo(marked());
        assertThat(service.ask(
                                "DescribeImages",
                                "Filter.1.Name",
                                "block-device-mapping.encrypted",
                                "Filter.1.Value.1",
                                "true")
                        .texts("imagesSet/item/name"))
                .containsExactly("image", "created");
    }

    @Test
    void anImageSaysThatItsEmptyVolumesAreEncrypted() {
        String image = service.ask(
                        "RegisterImage",
                        "Name",
                        "empty",
                        "Architecture",
                        "x86_64",
                        "VirtualizationType",
                        "hvm",
                        "EnaSupport",
                        "true",
                        "RootDeviceName",
                        "/dev/xvda",
                        "BlockDeviceMapping.1.DeviceName",
                        "/dev/xvda",
                        "BlockDeviceMapping.1.Ebs.SnapshotId",
                        disks.plain(),
                        "BlockDeviceMapping.2.DeviceName",
                        "/dev/sdf",
                        "BlockDeviceMapping.2.Ebs.VolumeSize",
                        "1",
                        "BlockDeviceMapping.2.Ebs.Encrypted",
                        "true")
                .text("imageId");

        String instance = disks.launch(ALICE, image);
        String said = disks.launch(
                ALICE,
                image,
                "BlockDeviceMapping.1.DeviceName",
                "/dev/sdf",
                "BlockDeviceMapping.1.Ebs.Encrypted",
                "false");

        assertThat(encryptedOf(instance)).containsExactlyInAnyOrder("false", "true");
        assertThat(encryptedOf(said)).containsExactly("false", "false");
    }

    private List<String> encryptedOf(String instance) {
        return service.ask("DescribeVolumes", "Filter.1.Name", "attachment.instance-id", "Filter.1.Value.1", instance)
                .texts("volumeSet/item/encrypted");
    }

    @Test
    void aCopiedVolumeIsEncryptedWhereItIsAskedFor() {
        String key = disks.key();
        String source = disks.volume("SnapshotId", disks.plain());

        String copy = service.ask("CopyVolumes", "SourceVolumeId", source, "Encrypted", "true", "KmsKeyId", key)
                .text("volumeSet/item/volumeId");
        service.settle();

        assertThat(disks.ofVolume(copy, "status")).isEqualTo("available");
        assertThat(disks.ofVolume(copy, "kmsKeyId")).isEqualTo(key);
        String snapshot = service.ask("CreateSnapshot", "VolumeId", copy).text("snapshotId");
        service.settle();
        assertThat(disks.firstBlock(snapshot)).isEqualTo(marked());
    }

    private void share(String snapshot, String image) {
        var _ = ask(sharingSnapshot(snapshot, "UserId", BOB.account().value()));
        var _ = ask(sharingImage(image, "UserId", BOB.account().value()));
    }

    private static String[] sharingSnapshot(String snapshot, String kind, String grantee) {
        return new String[] {
            "ModifySnapshotAttribute", "SnapshotId", snapshot, "CreateVolumePermission.Add.1." + kind, grantee
        };
    }

    private static String[] sharingImage(String image, String kind, String grantee) {
        return new String[] {"ModifyImageAttribute", "ImageId", image, "LaunchPermission.Add.1." + kind, grantee};
    }

    private static String[] copying(String snapshot, String... members) {
        return EncryptedDisks.with(
                new String[] {"CopySnapshot", "SourceRegion", "eu-west-1", "SourceSnapshotId", snapshot}, members);
    }

    private String copyImage(Caller caller, String image, String... members) {
        String id = service.ask(
                        caller,
                        "CopyImage",
                        EncryptedDisks.with(
                                members,
                                "SourceRegion",
                                "eu-west-1",
                                "SourceImageId",
                                image,
                                "Name",
                                fixtures.fresh("name")))
                .text("imageId");
        service.settle();
        return id;
    }

    private String ofImage(Caller caller, String id, String member) {
        return service.ask(caller, "DescribeImages", "ImageId.1", id).text("imagesSet/item/" + member);
    }

    private Answer ask(String[] request) {
        return service.ask(request[0], Arrays.copyOfRange(request, 1, request.length));
    }

    private void refuses(ErrorCode code, String... request) {
        assertThatThrownBy(() -> ask(request))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
