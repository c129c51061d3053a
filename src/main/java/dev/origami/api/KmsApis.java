package dev.origami.api;

import dev.origami.config.KeyLimits;
import dev.origami.database.Database;
import dev.origami.key.KeyRules;

/** The operations of KMS. */
public final class KmsApis {
    private KmsApis() {}

    public static void addTo(OperationTable table, Database database, KeyRules rules, Paging paging, KeyLimits limits) {
        KmsPaging pages = new KmsPaging(paging, limits);
        new KmsKeyApi(database, rules, pages, limits.longestWaitDays()).addTo(table);
        new KmsAliasApi(database, rules, pages).addTo(table);
        new KmsTagApi(database, rules, pages).addTo(table);
        new KmsGrantApi(database, rules, pages).addTo(table);
        new KmsPolicyApi(database, rules).addTo(table);
        new KmsCryptoApi(database, rules).addTo(table);
    }
}
