package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.encryption.EncryptionDefaults;
import software.amazon.awssdk.services.ec2.model.DisableEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.DisableEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.EnableEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.EnableEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.GetEbsDefaultKmsKeyIdRequest;
import software.amazon.awssdk.services.ec2.model.GetEbsDefaultKmsKeyIdResponse;
import software.amazon.awssdk.services.ec2.model.GetEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.GetEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.ModifyEbsDefaultKmsKeyIdRequest;
import software.amazon.awssdk.services.ec2.model.ModifyEbsDefaultKmsKeyIdResponse;
import software.amazon.awssdk.services.ec2.model.ResetEbsDefaultKmsKeyIdRequest;
import software.amazon.awssdk.services.ec2.model.ResetEbsDefaultKmsKeyIdResponse;
import software.amazon.awssdk.services.ec2.model.SSEType;

/** What an account encrypts unasked in a region, and under which key (source section 2.3). */
public final class EncryptionApi {
    private final Database database;
    private final EncryptionDefaults defaults;

    public EncryptionApi(Database database, EncryptionDefaults defaults) {
        this.database = database;
        this.defaults = defaults;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2(
                "GetEbsEncryptionByDefault", GetEbsEncryptionByDefaultRequest::builder, this::getByDefault));
        table.add(Operation.ec2(
                "EnableEbsEncryptionByDefault", EnableEbsEncryptionByDefaultRequest::builder, this::enable));
        table.add(Operation.ec2(
                "DisableEbsEncryptionByDefault", DisableEbsEncryptionByDefaultRequest::builder, this::disable));
        table.add(Operation.ec2("GetEbsDefaultKmsKeyId", GetEbsDefaultKmsKeyIdRequest::builder, this::getKey));
        table.add(Operation.ec2("ModifyEbsDefaultKmsKeyId", ModifyEbsDefaultKmsKeyIdRequest::builder, this::modifyKey)
                .requires("KmsKeyId"));
        table.add(Operation.ec2("ResetEbsDefaultKmsKeyId", ResetEbsDefaultKmsKeyIdRequest::builder, this::resetKey));
    }

    private GetEbsEncryptionByDefaultResponse getByDefault(Caller caller, GetEbsEncryptionByDefaultRequest request) {
        boolean on = database.read(sql -> defaults.isOn(sql, caller));
        return GetEbsEncryptionByDefaultResponse.builder()
                .ebsEncryptionByDefault(on)
                .sseType(on ? SSEType.SSE_KMS : SSEType.NONE)
                .build();
    }

    private EnableEbsEncryptionByDefaultResponse enable(Caller caller, EnableEbsEncryptionByDefaultRequest request) {
        database.writing(transaction -> defaults.turn(transaction, caller, true));
        return EnableEbsEncryptionByDefaultResponse.builder()
                .ebsEncryptionByDefault(true)
                .build();
    }

    private DisableEbsEncryptionByDefaultResponse disable(Caller caller, DisableEbsEncryptionByDefaultRequest request) {
        database.writing(transaction -> defaults.turn(transaction, caller, false));
        return DisableEbsEncryptionByDefaultResponse.builder()
                .ebsEncryptionByDefault(false)
                .build();
    }

    /** The key for volumes is made when it is first asked for. */
    private GetEbsDefaultKmsKeyIdResponse getKey(Caller caller, GetEbsDefaultKmsKeyIdRequest request) {
        return GetEbsDefaultKmsKeyIdResponse.builder()
                .kmsKeyId(database.write(transaction -> defaults.key(transaction, caller)))
                .build();
    }

    private ModifyEbsDefaultKmsKeyIdResponse modifyKey(Caller caller, ModifyEbsDefaultKmsKeyIdRequest request) {
        return ModifyEbsDefaultKmsKeyIdResponse.builder()
                .kmsKeyId(database.write(transaction -> defaults.choose(transaction, caller, request.kmsKeyId())))
                .build();
    }

    private ResetEbsDefaultKmsKeyIdResponse resetKey(Caller caller, ResetEbsDefaultKmsKeyIdRequest request) {
        return ResetEbsDefaultKmsKeyIdResponse.builder()
                .kmsKeyId(database.write(transaction -> defaults.reset(transaction, caller)))
                .build();
    }
}
