package dev.origami.contract;

import static dev.origami.command.WholeService.ALICE;
import static dev.origami.command.WholeService.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import org.junit.jupiter.api.Test;

/** What an account encrypts unasked (source section 2.3). */
class EncryptionDefaultsTest extends ServedTest {
    private static final Caller ALICE_ELSEWHERE = new Caller(ALICE.account(), new Region("us-east-1"), "ec2");

    @Test
    void eachAccountHasItsOwnInEachRegion() {
        assertThat(byDefault(ALICE)).isEqualTo("false");

        assertThat(service.ask("EnableEbsEncryptionByDefault").text("ebsEncryptionByDefault"))
                .isEqualTo("true");

        assertThat(byDefault(ALICE)).isEqualTo("true");
        assertThat(byDefault(ALICE_ELSEWHERE)).isEqualTo("false");
        assertThat(byDefault(BOB)).isEqualTo("false");
        assertThat(service.ask("DisableEbsEncryptionByDefault").text("ebsEncryptionByDefault"))
                .isEqualTo("false");
        assertThat(byDefault(ALICE)).isEqualTo("false");
    }

    @Test
    void theKeyIsThatForVolumesUntilAnotherIsChosen() {
        EncryptedDisks disks = new EncryptedDisks(this);
        String own = disks.key();
        String first = defaultKey();
        assertThat(first).startsWith("arn:aws:kms:eu-west-1:" + ALICE.account() + ":key/");
        assertThat(service.kms("DescribeKey", "{\"KeyId\":\"alias/aws/ebs\"}")).contains(first);

        String id = own.substring(own.lastIndexOf('/') + 1);
        assertThat(service.ask("ModifyEbsDefaultKmsKeyId", "KmsKeyId", id).text("kmsKeyId"))
                .isEqualTo(own);
        assertThat(defaultKey()).isEqualTo(own);
        String volume = disks.volume("Size", "1", "Encrypted", "true");
        assertThat(disks.ofVolume(volume, "kmsKeyId")).isEqualTo(own);

        assertThat(service.ask("ResetEbsDefaultKmsKeyId").text("kmsKeyId")).isEqualTo(first);
        assertThat(defaultKey()).isEqualTo(first);
    }

    @Test
    void aKeyThatCannotBeUsedIsNotChosen() {
        EncryptedDisks disks = new EncryptedDisks(this);
        String disabled = disks.key();
        disks.disable(disabled);

        refuses(ErrorCode.INVALID_KMS_KEY_NOT_FOUND, "alias/none");
        refuses(ErrorCode.INVALID_KMS_KEY_INVALID_STATE, disabled);
        refuses(ErrorCode.INVALID_PARAMETER_VALUE, "arn:nonsense");
        refuses(
                ErrorCode.CUSTOMER_KEY_HAS_BEEN_REVOKED,
                "arn:aws:kms:eu-west-1:" + BOB.account() + ":key/12345678-1234-1234-1234-123456789012");
    }

    @Test
    void allThatIsNewIsEncryptedThen() {
        EncryptedDisks disks = new EncryptedDisks(this);
        String before = disks.volume("Size", "1");
        String plain = disks.plain();
        var _ = service.ask("EnableEbsEncryptionByDefault");

        assertThat(disks.ofVolume(before, "encrypted")).isEqualTo("false");
        for (String volume : new String[] {
            disks.volume("Size", "1"),
            disks.volume("Size", "1", "Encrypted", "false"),
            disks.volume("SnapshotId", plain)
        }) {
            assertThat(disks.ofVolume(volume, "encrypted")).isEqualTo("true");
            assertThat(disks.ofVolume(volume, "kmsKeyId")).isEqualTo(defaultKey());
            assertThat(disks.ofVolume(volume, "status")).isEqualTo("available");
        }
        String copy = disks.copy(ALICE, plain);
        assertThat(disks.ofSnapshot(ALICE, copy, "status")).isEqualTo("completed");
        assertThat(disks.ofSnapshot(ALICE, copy, "kmsKeyId")).isEqualTo(defaultKey());
        assertThat(disks.ofSnapshot(ALICE, plain, "encrypted")).isEqualTo("false");
    }

    @Test
    void aLaunchAndANewRootVolumeAreEncryptedThen() {
        EncryptedDisks disks = new EncryptedDisks(this);
        String image = service.registered(ALICE, "plain", "x86_64", disks.plain());
        var _ = service.ask("EnableEbsEncryptionByDefault");

        String instance = disks.launch(ALICE, image);

        assertThat(disks.ofInstance(ALICE, instance, "instanceState/name")).isEqualTo("running");
        String root = disks.ofInstance(ALICE, instance, "blockDeviceMapping/item/ebs/volumeId");
        assertThat(disks.ofVolume(root, "encrypted")).isEqualTo("true");
        var _ = service.ask("CreateReplaceRootVolumeTask", "InstanceId", instance, "ImageId", image);
        service.settle();
        String replaced = disks.ofInstance(ALICE, instance, "blockDeviceMapping/item/ebs/volumeId");
        assertThat(replaced).isNotEqualTo(root);
        assertThat(disks.ofVolume(replaced, "encrypted")).isEqualTo("true");
    }

    private String byDefault(Caller caller) {
        return service.ask(caller, "GetEbsEncryptionByDefault").text("ebsEncryptionByDefault");
    }

    private String defaultKey() {
        return service.ask("GetEbsDefaultKmsKeyId").text("kmsKeyId");
    }

    private void refuses(ErrorCode code, String key) {
        assertThatThrownBy(() -> service.ask("ModifyEbsDefaultKmsKeyId", "KmsKeyId", key))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
