package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.key.Grants;
import dev.origami.key.Key;
import dev.origami.key.KeyRules;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;

/**
 * The policy of a key, to be looked at: what holds here for every key, in AWS's words. It cannot be changed; keys are
 * shared by grants.
 */
final class KmsPolicyApi {
    private static final String NAME = "default";

    private final Database database;
    private final KeyRules rules;

    KmsPolicyApi(Database database, KeyRules rules) {
        this.database = database;
        this.rules = rules;
    }

    void addTo(OperationTable table) {
        table.add(Operation.kms("GetKeyPolicy", GetKeyPolicyRequest::builder, this::getKeyPolicy)
                .requires("KeyId")
                .honours("PolicyName"));
    }

    private GetKeyPolicyResponse getKeyPolicy(Caller caller, GetKeyPolicyRequest request) {
        Key key = database.read(sql -> rules.keys().requireOwned(sql, caller, request.keyId()));
        if (request.policyName() != null && !request.policyName().equals(NAME)) {
            throw new ApiException(ErrorCode.KMS_NOT_FOUND, "No such policy exists: " + request.policyName());
        }
        return GetKeyPolicyResponse.builder()
                .policyName(NAME)
                .policy(policy(key))
                .build();
    }

    private static String policy(Key key) {
        String owner = Grants.arn(key.account());
        return switch (key.manager()) {
            case CUSTOMER -> """
                {
                  "Version" : "2012-10-17",
                  "Id" : "key-default-1",
                  "Statement" : [ {
                    "Sid" : "Enable IAM User Permissions",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "%s"
                    },
                    "Action" : "kms:*",
                    "Resource" : "*"
                  } ]
                }""".formatted(owner);
            case AWS -> """
                {
                  "Version" : "2012-10-17",
                  "Id" : "auto-ebs-2",
                  "Statement" : [ {
                    "Sid" : "Allow direct access to key metadata to the account",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "%s"
                    },
                    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*" ],
                    "Resource" : "*"
                  } ]
                }""".formatted(owner);
        };
    }
}
