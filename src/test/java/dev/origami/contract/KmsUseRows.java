package dev.origami.contract;

import static dev.origami.contract.KmsSteps.GRANT;
import static dev.origami.contract.KmsSteps.NOBODYS;
import static dev.origami.contract.KmsSteps.NO_TOKEN;
import static dev.origami.contract.KmsSteps.TOKEN;
import static dev.origami.contract.KmsSteps.asking;
import static dev.origami.contract.KmsSteps.limit;
import static dev.origami.contract.KmsSteps.marker;
import static dev.origami.contract.KmsSteps.ofKey;
import static dev.origami.contract.KmsSteps.row;
import static dev.origami.contract.KmsSteps.rows;
import static dev.origami.contract.KmsSteps.tokens;

import dev.origami.contract.Rows.Row;
import java.util.List;
import java.util.function.Function;

/** Who may use the keys of KMS, and for what. */
final class KmsUseRows {
    private static final String WITH_A = ",'EncryptionContext':{'a':'1'}";
    private static final String WITH_B = ",'EncryptionContext':{'b':'1'}";

    private KmsUseRows() {}

    static List<Rows> all() {
        return List.of(
                createGrant(),
                listGrants(),
                rows(
                        "RevokeGrant",
                        grantNamed("RevokeGrant", "KeyId", "'KeyId':'<other>','GrantId':'<GrantId>'"),
                        grantNamed("RevokeGrant", "GrantId", "'KeyId':'<key>','GrantId':'x'")),
                rows(
                        "RetireGrant",
                        grantNamed("RetireGrant", "KeyId", "'KeyId':'<other>','GrantId':'<GrantId>'"),
                        grantNamed("RetireGrant", "GrantId", "'KeyId':'<key>','GrantId':'x'"),
                        row(
                                "RetireGrant",
                                "GrantToken",
                                asking("CreateGrant", GRANT, "RetireGrant", "'GrantToken':'<GrantToken>'"),
                                asking("CreateGrant", GRANT, "RetireGrant", "'GrantToken':'x'"))),
                encrypt(),
                decrypt(),
                reEncrypt(),
                dataKey("GenerateDataKey"),
                dataKey("GenerateDataKeyWithoutPlaintext"));
    }

    private static Row grantNamed(String operation, String member, String other) {
        return row(
                operation,
                member,
                asking("CreateGrant", GRANT, operation, "'KeyId':'<key>','GrantId':'<GrantId>'"),
                asking("CreateGrant", GRANT, operation, other));
    }

    private static Rows createGrant() {
        Function<String, Function<Fixtures, String>> granting =
                request -> asking("CreateGrant", request, "ListGrants", "'KeyId':'<key>'");
        String good = "'KeyId':'<key>','GranteePrincipal':'222222222222','Operations':['Decrypt']";
        return rows(
                "CreateGrant",
                row("CreateGrant", "KeyId", granting.apply(good), granting.apply(good.replace("<key>", NOBODYS))),
                row(
                        "CreateGrant",
                        "GranteePrincipal",
                        granting.apply(good),
                        granting.apply(good.replace("222222222222", "333333333333"))),
                row(
                        "CreateGrant",
                        "Operations",
                        granting.apply(good),
                        granting.apply(good.replace("Decrypt", "Encrypt"))),
                row(
                        "CreateGrant",
                        "RetiringPrincipal",
                        granting.apply(good + ",'RetiringPrincipal':'222222222222'"),
                        granting.apply(good + ",'RetiringPrincipal':'333333333333'")),
                row("CreateGrant", "Name", granting.apply(good + ",'Name':'a'"), granting.apply(good + ",'Name':'b'")),
                row(
                        "CreateGrant",
                        "Constraints.EncryptionContextEquals",
                        granting.apply(good + ",'Constraints':{'EncryptionContextEquals':{'a':'1'}}"),
                        granting.apply(good + ",'Constraints':{'EncryptionContextEquals':{'a':'2'}}")),
                row(
                        "CreateGrant",
                        "Constraints.EncryptionContextSubset",
                        granting.apply(good + ",'Constraints':{'EncryptionContextSubset':{'a':'1'}}"),
                        granting.apply(good + ",'Constraints':{'EncryptionContextSubset':{'b':'1'}}")),
                tokens("CreateGrant", good));
    }

    private static Rows listGrants() {
        return rows(
                "ListGrants",
                row(
                        "ListGrants",
                        "KeyId",
                        asking("CreateGrant", GRANT, "ListGrants", "'KeyId':'<key>'"),
                        asking("CreateGrant", GRANT, "ListGrants", "'KeyId':'<other>'")),
                row(
                        "ListGrants",
                        "GrantId",
                        asking("CreateGrant", GRANT, "ListGrants", "'KeyId':'<key>','GrantId':'<GrantId>'"),
                        asking("CreateGrant", GRANT, "ListGrants", "'KeyId':'<key>','GrantId':'x'")),
                row(
                        "ListGrants",
                        "GranteePrincipal",
                        asking("CreateGrant", GRANT, "ListGrants", "'KeyId':'<key>','GranteePrincipal':'222222222222'"),
                        asking(
                                "CreateGrant",
                                GRANT,
                                "ListGrants",
                                "'KeyId':'<key>','GranteePrincipal':'333333333333'")),
                limit("ListGrants", ",'KeyId':'<key>'", "CreateGrant", GRANT, "CreateGrant", GRANT),
                marker("ListGrants", ",'KeyId':'<key>'"));
    }

    private static Rows encrypt() {
        String good = "'KeyId':'<key>','Plaintext':'AAEC'";
        return rows(
                "Encrypt",
                ofKey("Encrypt", ",'Plaintext':'AAEC'"),
                row(
                        "Encrypt",
                        "Plaintext",
                        asking("Encrypt", good),
                        asking("Encrypt", good.replace("AAEC", "AAECAwQF"))),
                row("Encrypt", "EncryptionContext", opened("Encrypt", good + WITH_A), opened("Encrypt", good + WITH_B)),
                tokens("Encrypt", good));
    }

    /** What a request sealed, opened with the one context. */
    private static Function<Fixtures, String> opened(String operation, String request) {
        return asking(operation, request, "Decrypt", "'CiphertextBlob':'<CiphertextBlob>'" + WITH_A);
    }

    private static Rows decrypt() {
        String seal = "'KeyId':'<key>','Plaintext':'AAEC'" + WITH_A;
        String good = "'CiphertextBlob':'<CiphertextBlob>'" + WITH_A;
        return rows(
                "Decrypt",
                row(
                        "Decrypt",
                        "CiphertextBlob",
                        asking("Encrypt", seal, "Decrypt", good),
                        asking("Encrypt", seal, "Decrypt", "'CiphertextBlob':'AAEC'")),
                row(
                        "Decrypt",
                        "KeyId",
                        asking("Encrypt", seal, "Decrypt", good + ",'KeyId':'<key>'"),
                        asking("Encrypt", seal, "Decrypt", good + ",'KeyId':'<other>'")),
                row(
                        "Decrypt",
                        "EncryptionContext",
                        asking("Encrypt", seal, "Decrypt", good),
                        asking("Encrypt", seal, "Decrypt", good.replace("'a'", "'b'"))),
                row(
                        "Decrypt",
                        "GrantTokens",
                        asking("CreateGrant", GRANT, "Encrypt", seal, "Decrypt", good + TOKEN),
                        asking("CreateGrant", GRANT, "Encrypt", seal, "Decrypt", good + NO_TOKEN)));
    }

    private static Rows reEncrypt() {
        String seal = "'KeyId':'<key>','Plaintext':'AAEC'" + WITH_A;
        String good = "'CiphertextBlob':'<CiphertextBlob>','SourceEncryptionContext':{'a':'1'},"
                + "'DestinationKeyId':'<other>','DestinationEncryptionContext':{'a':'1'},'SourceKeyId':'<key>'";
        Function<String, Function<Fixtures, String>> again =
                request -> asking("CreateGrant", GRANT, "Encrypt", seal, "ReEncrypt", request);
        Function<String, Function<Fixtures, String>> opened = request -> asking(
                "Encrypt", seal, "ReEncrypt", request, "Decrypt", "'CiphertextBlob':'<CiphertextBlob>'" + WITH_A);
        return rows(
                "ReEncrypt",
                row(
                        "ReEncrypt",
                        "CiphertextBlob",
                        again.apply(good),
                        again.apply(good.replace("<CiphertextBlob>", "AAEC"))),
                row("ReEncrypt", "SourceKeyId", again.apply(good), again.apply(good.replace("<key>", "<other>"))),
                row(
                        "ReEncrypt",
                        "SourceEncryptionContext",
                        again.apply(good),
                        again.apply(good.replace("'SourceEncryptionContext':{'a'", "'SourceEncryptionContext':{'b'"))),
                row("ReEncrypt", "DestinationKeyId", again.apply(good), again.apply(good.replace("<other>", NOBODYS))),
                row(
                        "ReEncrypt",
                        "DestinationEncryptionContext",
                        opened.apply(good),
                        opened.apply(good.replace(
                                "'DestinationEncryptionContext':{'a'", "'DestinationEncryptionContext':{'b'"))),
                row("ReEncrypt", "GrantTokens", again.apply(good + TOKEN), again.apply(good + NO_TOKEN)));
    }

    private static Rows dataKey(String operation) {
        String good = "'KeyId':'<key>','KeySpec':'AES_256'";
        return rows(
                operation,
                ofKey(operation, ",'KeySpec':'AES_256'"),
                row(operation, "KeySpec", asking(operation, good), asking(operation, good.replace("256", "128"))),
                row(
                        operation,
                        "NumberOfBytes",
                        asking(operation, "'KeyId':'<key>','NumberOfBytes':8"),
                        asking(operation, "'KeyId':'<key>','NumberOfBytes':80")),
                row(operation, "EncryptionContext", opened(operation, good + WITH_A), opened(operation, good + WITH_B)),
                tokens(operation, good));
    }
}
