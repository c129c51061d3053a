package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.network.Networks;

/** What a caller finds in a region before it has made anything there. */
final class DefaultNetwork {
    private DefaultNetwork() {}

    /** Gives the caller its default network, when it was never given one: a look is enough for that. */
    static void settle(Database database, Caller caller) {
        if (!database.read(sql -> Networks.isSettled(sql, caller))) {
            database.writing(transaction -> Networks.settle(transaction, caller));
        }
    }
}
