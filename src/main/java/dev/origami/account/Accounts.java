package dev.origami.account;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** The accounts of this service. Each has a unique name and an access key from its beginning. */
public final class Accounts implements AccessKeys {
    /** The account that is there from the first start on. */
    public static final String DEFAULT_NAME = "default";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final String KEY_PREFIX = "AKIA";
    private static final String KEY_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int KEY_LENGTH = 16;
    private static final int SECRET_BYTES = 30;
    private static final int ID_DIGITS = 12;

    private final Database database;
    private final InstantSource time;
    private final SecureRandom random = new SecureRandom();
    /** A key never changes and never goes, so one that was found stays found. */
    private final Map<String, AccessKey> found = new ConcurrentHashMap<>();
    /** Nor does an account. */
    private final Map<AccountId, Account> known = new ConcurrentHashMap<>();

    public Accounts(Database database, InstantSource time) {
        this.database = database;
        this.time = time;
    }

    /**
     * Makes an account and its access key.
     *
     * @param id one of the caller's choice, or a random one
     * @throws ApiException {@code InvalidParameterValue} for a name or id that is taken, or a name of another form
     */
    public Account create(String name, Optional<AccountId> id) {
        if (!NAME.matcher(name).matches() || AccountId.isAccountId(name)) {
            throw ApiException.invalidValue(
                    "name",
                    name,
                    "A name has up to 63 letters, digits, dots, hyphens and underscores, and is no account id.");
        }
        return database.write(transaction -> {
            Handle sql = transaction.sql();
            if (AccountTable.byName(sql, name).isPresent()) {
                throw ApiException.invalidValue("name", name, "There is an account of this name.");
            }
            id.flatMap(wanted -> AccountTable.byId(sql, wanted)).ifPresent(taken -> {
                throw ApiException.invalidValue("id", taken.id().value(), "There is an account with this id.");
            });
            return insert(transaction, name, id.orElseGet(() -> unusedId(sql)));
        });
    }

    /** The account {@code default}, made when it is not there. */
    public Account defaultAccount() {
        return database.read(sql -> AccountTable.byName(sql, DEFAULT_NAME))
                .orElseGet(() -> database.write(transaction -> AccountTable.byName(transaction.sql(), DEFAULT_NAME)
                        .orElseGet(() -> insert(transaction, DEFAULT_NAME, unusedId(transaction.sql())))));
    }

    /** The account with this id, made when it is not there, with the id as its name. */
    public Account withId(AccountId id) {
        Account there = known.get(id);
        if (there != null) {
            return there;
        }
        Account account = find(id).orElseGet(() -> database.write(transaction ->
                AccountTable.byId(transaction.sql(), id).orElseGet(() -> insert(transaction, id.value(), id))));
        known.put(id, account);
        return account;
    }

    public Optional<Account> find(AccountId id) {
        return database.read(sql -> AccountTable.byId(sql, id));
    }

    public Optional<Account> named(String name) {
        return database.read(sql -> AccountTable.byName(sql, name));
    }

    /** All accounts, oldest first. */
    public List<Account> list() {
        return database.read(AccountTable::all);
    }

    /** The key that an account signs with. */
    public AccessKey keyOf(AccountId account) {
        return database.read(sql -> AccountTable.newestKey(sql, account))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_USER_ID_MALFORMED, "There is no account " + account + " here"));
    }

    @Override
    public Optional<AccessKey> find(String accessKeyId) {
        AccessKey known = found.get(accessKeyId);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<AccessKey> key = database.read(sql -> AccountTable.key(sql, accessKeyId));
        key.ifPresent(fresh -> found.put(accessKeyId, fresh));
        return key;
    }

    private Account insert(Transaction transaction, String name, AccountId id) {
        Account account = new Account(id, name, time.instant());
        AccountTable.insert(transaction.sql(), account);
        AccountTable.insert(transaction.sql(), newKey(id), account.created());
        return account;
    }

    private AccessKey newKey(AccountId account) {
        StringBuilder id = new StringBuilder(KEY_PREFIX);
        for (int i = 0; i < KEY_LENGTH; i++) {
            id.append(KEY_LETTERS.charAt(random.nextInt(KEY_LETTERS.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new AccessKey(id.toString(), account, Base64.getEncoder().encodeToString(secret));
    }

    private AccountId unusedId(Handle sql) {
        while (true) {
            StringBuilder digits = new StringBuilder().append(random.nextInt(1, 10));
            while (digits.length() < ID_DIGITS) {
                digits.append(random.nextInt(10));
            }
            AccountId id = new AccountId(digits.toString());
            if (AccountTable.byId(sql, id).isEmpty()) {
                return id;
            }
        }
    }
}
