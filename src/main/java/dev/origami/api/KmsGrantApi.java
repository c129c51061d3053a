package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.key.EncryptionContext;
import dev.origami.key.Grant;
import dev.origami.key.GrantOperation;
import dev.origami.key.GrantTerms;
import dev.origami.key.Grants;
import dev.origami.key.Key;
import dev.origami.key.KeyRules;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.GrantConstraints;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.ListGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListGrantsResponse;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantResponse;
import software.amazon.awssdk.services.kms.model.RevokeGrantRequest;
import software.amazon.awssdk.services.kms.model.RevokeGrantResponse;

/** The sharing of keys with other accounts. */
final class KmsGrantApi {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9:/_-]{1,256}");

    private final Database database;
    private final KeyRules rules;
    private final Grants grants;
    private final KmsPaging paging;

    KmsGrantApi(Database database, KeyRules rules, KmsPaging paging) {
        this.database = database;
        this.rules = rules;
        this.grants = rules.grants();
        this.paging = paging;
    }

    void addTo(OperationTable table) {
        table.add(Operation.kms("CreateGrant", CreateGrantRequest::builder, this::createGrant)
                .requires("KeyId", "GranteePrincipal", "Operations")
                .honours(
                        "RetiringPrincipal",
                        "Constraints.EncryptionContextEquals",
                        "Constraints.EncryptionContextSubset",
                        "GrantTokens",
                        "Name")
                .harmless("DryRun", "false"));
        table.add(Operation.kms("ListGrants", ListGrantsRequest::builder, this::listGrants)
                .requires("KeyId")
                .honours("GrantId", "GranteePrincipal", "Limit", "Marker"));
        table.add(Operation.kms("RevokeGrant", RevokeGrantRequest::builder, this::revokeGrant)
                .requires("KeyId", "GrantId")
                .harmless("DryRun", "false"));
        table.add(Operation.kms("RetireGrant", RetireGrantRequest::builder, this::retireGrant)
                .honours("GrantToken", "KeyId", "GrantId")
                .harmless("DryRun", "false"));
    }

    private CreateGrantResponse createGrant(Caller caller, CreateGrantRequest request) {
        GrantTerms terms = terms(request);
        Grant grant = database.write(transaction -> {
            grants.requireTokens(transaction.sql(), request.grantTokens());
            Key key = rules.access().requireGranting(transaction.sql(), caller, request.keyId(), terms);
            return grants.create(transaction, caller, key, terms);
        });
        return CreateGrantResponse.builder()
                .grantId(grant.id())
                .grantToken(grant.token())
                .build();
    }

    private ListGrantsResponse listGrants(Caller caller, ListGrantsRequest request) {
        List<Grant> found = database.read(sql -> {
            Key key = rules.keys().requireOwned(sql, caller, request.keyId());
            return request.grantId() == null
                    ? grants.of(sql, key)
                    : List.of(grants.require(sql, key, request.grantId()));
        });
        if (request.granteePrincipal() != null) {
            var grantee = Grants.principal(request.granteePrincipal());
            found = found.stream()
                    .filter(grant -> grant.terms().grantee().equals(grantee))
                    .toList();
        }
        Page<Grant> page = paging.page(caller, request.limit(), request.marker(), found, Grant::id);
        String prefix = "arn:aws:kms:" + caller.region() + ":" + caller.account() + ":key/";
        return ListGrantsResponse.builder()
                .grants(page.items().stream().map(grant -> wire(grant, prefix)).toList())
                .nextMarker(page.nextToken())
                .truncated(page.nextToken() != null)
                .build();
    }

    private RevokeGrantResponse revokeGrant(Caller caller, RevokeGrantRequest request) {
        database.writing(transaction -> {
            Key key = rules.keys().requireOwned(transaction.sql(), caller, request.keyId());
            grants.delete(transaction, grants.require(transaction.sql(), key, request.grantId()));
        });
        return RevokeGrantResponse.builder().build();
    }

    private RetireGrantResponse retireGrant(Caller caller, RetireGrantRequest request) {
        boolean byToken = request.grantToken() != null;
        boolean byId = request.keyId() != null && request.grantId() != null;
        boolean mixed = byToken && (request.keyId() != null || request.grantId() != null);
        if (mixed || !(byToken || byId)) {
            throw new ApiException(
                    ErrorCode.KMS_VALIDATION,
                    "A grant to retire is named by GrantToken, or by KeyId and GrantId together");
        }
        database.writing(transaction -> grants.delete(
                transaction,
                byToken
                        ? rules.access().requireRetiring(transaction.sql(), caller, request.grantToken())
                        : rules.access()
                                .requireRetiring(transaction.sql(), caller, request.keyId(), request.grantId())));
        return RetireGrantResponse.builder().build();
    }

    private static GrantTerms terms(CreateGrantRequest request) {
        String name = request.name() == null ? "" : request.name();
        if (request.name() != null && !NAME.matcher(name).matches()) {
            throw new ApiException(
                    ErrorCode.KMS_VALIDATION,
                    "Value '" + name + "' at 'name' must satisfy the pattern ^[a-zA-Z0-9:/_-]+$");
        }
        GrantConstraints constraints = request.constraints();
        return new GrantTerms(
                name,
                Grants.principal(request.granteePrincipal()),
                Optional.ofNullable(request.retiringPrincipal()).map(Grants::principal),
                Grants.operations(request.operationsAsStrings()),
                constraints == null
                        ? EncryptionContext.NONE
                        : new EncryptionContext(constraints.encryptionContextEquals()),
                constraints == null
                        ? EncryptionContext.NONE
                        : new EncryptionContext(constraints.encryptionContextSubset()));
    }

    private static GrantListEntry wire(Grant grant, String keyPrefix) {
        GrantTerms terms = grant.terms();
        boolean constrained =
                !terms.equal().equals(EncryptionContext.NONE) || !terms.subset().equals(EncryptionContext.NONE);
        GrantConstraints.Builder constraints = GrantConstraints.builder();
        if (!terms.equal().equals(EncryptionContext.NONE)) {
            constraints.encryptionContextEquals(terms.equal().pairs());
        }
        if (!terms.subset().equals(EncryptionContext.NONE)) {
            constraints.encryptionContextSubset(terms.subset().pairs());
        }
        return GrantListEntry.builder()
                .keyId(keyPrefix + grant.key())
                .grantId(grant.id())
                .name(terms.name())
                .creationDate(grant.creationDate())
                .granteePrincipal(Grants.arn(terms.grantee()))
                .retiringPrincipal(terms.retiring().map(Grants::arn).orElse(null))
                .issuingAccount(Grants.arn(grant.issuing()))
                .operationsWithStrings(terms.sortedOperations().stream()
                        .map(GrantOperation::wire)
                        .toList())
                .constraints(constrained ? constraints.build() : null)
                .build();
    }
}
