package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.KeyPairId;
import dev.origami.keypair.KeyPair;
import dev.origami.keypair.KeyPairs;
import dev.origami.keypair.KeyType;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsResponse;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.KeyPairInfo;

/** Key pairs. */
public final class KeyPairApi {
    private static final String RESOURCE_TYPE = "key-pair";

    private final Database database;
    private final KeyPairs keyPairs;
    private final Tags tags;
    private final Filters<Tagged> filters;

    /** A key pair with its tags. */
    private record Tagged(KeyPair keyPair, List<Tag> tags) {}

    public KeyPairApi(Database database, KeyPairs keyPairs, Tags tags, ApiLimits limits) {
        this.database = database;
        this.keyPairs = keyPairs;
        this.tags = tags;
        this.filters = new Filters<Tagged>(limits)
                .text("key-pair-id", tagged -> tagged.keyPair().id().value())
                .text("fingerprint", tagged -> tagged.keyPair().fingerprint())
                .text("key-name", tagged -> tagged.keyPair().name())
                .tags(Tagged::tags);
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateKeyPair", CreateKeyPairRequest::builder, this::createKeyPair)
                .requires("KeyName")
                .honours("KeyType", "TagSpecification.*")
                // The form of PuTTY cannot be made here, and is refused by name.
                .harmless("KeyFormat", "pem"));
        table.add(Operation.ec2("ImportKeyPair", ImportKeyPairRequest::builder, this::importKeyPair)
                .requires("KeyName", "PublicKeyMaterial")
                .honours("TagSpecification.*"));
        table.add(Operation.ec2("DescribeKeyPairs", DescribeKeyPairsRequest::builder, this::describeKeyPairs)
                .honours("KeyName", "KeyPairId", "IncludePublicKey", "Filter.*"));
        table.add(Operation.ec2("DeleteKeyPair", DeleteKeyPairRequest::builder, this::deleteKeyPair)
                .honours("KeyName", "KeyPairId"));
    }

    private CreateKeyPairResponse createKeyPair(Caller caller, CreateKeyPairRequest request) {
        KeyType type = type(request.keyTypeAsString());
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        KeyPairs.Preparation key = keyPairs.prepare(type);
        KeyPairs.Created created = database.write(transaction -> {
            KeyPairs.Created pair = key.create(transaction, caller, request.keyName());
            attach(transaction, caller, pair.keyPair(), given);
            return pair;
        });
        KeyPair pair = created.keyPair();
        return CreateKeyPairResponse.builder()
                .keyPairId(pair.id().value())
                .keyName(pair.name())
                .keyFingerprint(pair.fingerprint())
                .keyMaterial(created.privateKey())
                .tags(TagSpecifications.write(given))
                .build();
    }

    private ImportKeyPairResponse importKeyPair(Caller caller, ImportKeyPairRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        byte[] material = request.publicKeyMaterial().asByteArray();
        KeyPair pair = database.write(transaction -> {
            KeyPair imported = keyPairs.importKey(transaction, caller, request.keyName(), material);
            attach(transaction, caller, imported, given);
            return imported;
        });
        return ImportKeyPairResponse.builder()
                .keyPairId(pair.id().value())
                .keyName(pair.name())
                .keyFingerprint(pair.fingerprint())
                .tags(TagSpecifications.write(given))
                .build();
    }

    private DescribeKeyPairsResponse describeKeyPairs(Caller caller, DescribeKeyPairsRequest request) {
        List<KeyPairId> ids =
                request.keyPairIds().stream().map(KeyPairId::parse).toList();
        var matches = filters.of(request.filters());
        List<Tagged> found = database.read(sql -> {
            request.keyNames().forEach(name -> keyPairs.require(sql, caller, name));
            ids.forEach(id -> keyPairs.require(sql, caller, id));
            return tagged(sql, caller);
        });
        return DescribeKeyPairsResponse.builder()
                .keyPairs(found.stream()
                        .filter(tagged -> request.keyNames().isEmpty()
                                || request.keyNames().contains(tagged.keyPair().name()))
                        .filter(tagged ->
                                ids.isEmpty() || ids.contains(tagged.keyPair().id()))
                        .filter(matches)
                        .map(tagged -> wire(tagged, Boolean.TRUE.equals(request.includePublicKey())))
                        .toList())
                .build();
    }

    private DeleteKeyPairResponse deleteKeyPair(Caller caller, DeleteKeyPairRequest request) {
        String name = request.keyName();
        KeyPairId id = request.keyPairId() == null ? null : KeyPairId.parse(request.keyPairId());
        if (name == null && id == null) {
            throw ApiException.missing("KeyName");
        }
        Optional<KeyPair> deleted = database.write(transaction -> {
            Optional<KeyPair> found = keyPairs.find(
                    transaction.sql(),
                    caller,
                    pair -> pair.id().equals(id) || (id == null && pair.name().equals(name)));
            found.ifPresent(pair -> {
                keyPairs.delete(transaction, pair.id());
                tags.forget(transaction, pair.id());
            });
            return found;
        });
        // Deleting what is not there is a success.
        return DeleteKeyPairResponse.builder()
                .returnValue(true)
                .keyPairId(deleted.map(pair -> pair.id().value()).orElse(null))
                .build();
    }

    private void attach(Transaction transaction, Caller caller, KeyPair pair, List<Tag> given) {
        tags.attach(transaction, caller, RESOURCE_TYPE, pair.id(), given);
    }

    private List<Tagged> tagged(Handle sql, Caller caller) {
        List<KeyPair> pairs = keyPairs.all(sql, caller);
        Map<String, List<Tag>> byId =
                tags.of(sql, caller, pairs.stream().map(KeyPair::id).toList());
        return pairs.stream()
                .map(pair -> new Tagged(pair, byId.getOrDefault(pair.id().value(), List.of())))
                .toList();
    }

    private static KeyType type(@Nullable String wire) {
        if (wire != null && !wire.equals(KeyType.RSA.wire()) && !wire.equals(KeyType.ED25519.wire())) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Value (" + wire + ") for parameter KeyType is invalid. Expecting rsa or ed25519.");
        }
        return wire == null ? KeyType.RSA : KeyType.of(wire);
    }

    private static KeyPairInfo wire(Tagged tagged, boolean withPublicKey) {
        KeyPair pair = tagged.keyPair();
        return KeyPairInfo.builder()
                .keyPairId(pair.id().value())
                .keyName(pair.name())
                .keyType(pair.type().wire())
                .keyFingerprint(pair.fingerprint())
                .publicKey(withPublicKey ? pair.authorizedKey() : null)
                .createTime(pair.createTime())
                .tags(TagSpecifications.write(tagged.tags()))
                .build();
    }
}
