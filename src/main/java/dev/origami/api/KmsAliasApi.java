package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.key.Alias;
import dev.origami.key.Aliases;
import dev.origami.key.Key;
import dev.origami.key.KeyRules;
import java.util.List;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasResponse;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasResponse;

/** Names of keys. */
final class KmsAliasApi {
    private final Database database;
    private final KeyRules rules;
    private final Aliases aliases;
    private final KmsPaging paging;

    KmsAliasApi(Database database, KeyRules rules, KmsPaging paging) {
        this.database = database;
        this.rules = rules;
        this.aliases = rules.aliases();
        this.paging = paging;
    }

    void addTo(OperationTable table) {
        table.add(Operation.kms("CreateAlias", CreateAliasRequest::builder, this::createAlias)
                .requires("AliasName", "TargetKeyId"));
        table.add(Operation.kms("UpdateAlias", UpdateAliasRequest::builder, this::updateAlias)
                .requires("AliasName", "TargetKeyId"));
        table.add(Operation.kms("DeleteAlias", DeleteAliasRequest::builder, this::deleteAlias)
                .requires("AliasName"));
        table.add(Operation.kms("ListAliases", ListAliasesRequest::builder, this::listAliases)
                .honours("KeyId", "Limit", "Marker"));
    }

    private CreateAliasResponse createAlias(Caller caller, CreateAliasRequest request) {
        database.writing(
                transaction -> aliases.create(transaction, caller, request.aliasName(), request.targetKeyId()));
        return CreateAliasResponse.builder().build();
    }

    private UpdateAliasResponse updateAlias(Caller caller, UpdateAliasRequest request) {
        database.writing(
                transaction -> aliases.update(transaction, caller, request.aliasName(), request.targetKeyId()));
        return UpdateAliasResponse.builder().build();
    }

    private DeleteAliasResponse deleteAlias(Caller caller, DeleteAliasRequest request) {
        database.writing(transaction -> aliases.delete(transaction, caller, request.aliasName()));
        return DeleteAliasResponse.builder().build();
    }

    private ListAliasesResponse listAliases(Caller caller, ListAliasesRequest request) {
        List<Alias> found = database.read(sql -> {
            List<Alias> all = aliases.all(sql, caller);
            if (request.keyId() == null) {
                return all;
            }
            Key key = rules.keys().requireOwned(sql, caller, request.keyId());
            return all.stream().filter(alias -> alias.target().equals(key.id())).toList();
        });
        Page<Alias> page = paging.page(caller, request.limit(), request.marker(), found, Alias::name);
        return ListAliasesResponse.builder()
                .aliases(page.items().stream().map(KmsAliasApi::wire).toList())
                .nextMarker(page.nextToken())
                .truncated(page.nextToken() != null)
                .build();
    }

    private static AliasListEntry wire(Alias alias) {
        return AliasListEntry.builder()
                .aliasName(alias.name())
                .aliasArn(alias.arn())
                .targetKeyId(alias.target().value())
                .creationDate(alias.creationDate())
                .lastUpdatedDate(alias.lastUpdatedDate())
                .build();
    }
}
