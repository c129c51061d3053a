package dev.origami.key;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import dev.origami.id.KeyId;

/**
 * How a request names a key: by id or by alias, and as an ARN in any account.
 *
 * @param account whose it is
 */
record KeyName(AccountId account, Target target) {
    static final String ALIAS = "alias/";
    private static final String KEY = "key/";
    private static final int ARN_PARTS = 6;

    /** What the name says beside the account. */
    sealed interface Target {}

    record Id(KeyId id) implements Target {}

    /** By alias, {@code alias/} included. */
    record Alias(String name) implements Target {}

    /**
     * Reads what a client sent.
     *
     * @throws ApiException {@code InvalidArnException}, {@code NotFoundException} for what is no id or means another
     *     region, {@code UnsupportedOperationException} for multi-Region keys
     */
    static KeyName parse(Caller caller, String text) {
        if (!text.startsWith("arn:")) {
            return new KeyName(caller.account(), text.startsWith(ALIAS) ? new Alias(text) : new Id(id(text)));
        }
        String[] parts = text.split(":", ARN_PARTS);
        boolean ofKms = parts.length == ARN_PARTS
                && parts[1].equals("aws")
                && parts[2].equals("kms")
                && AccountId.isAccountId(parts[4])
                && (parts[5].startsWith(KEY) || parts[5].startsWith(ALIAS));
        if (!ofKms) {
            throw new ApiException(ErrorCode.KMS_INVALID_ARN, "Invalid arn " + text);
        }
        if (!parts[3].equals(caller.region().name())) {
            throw new ApiException(ErrorCode.KMS_NOT_FOUND, "Invalid arn " + parts[3]);
        }
        Target target = parts[5].startsWith(ALIAS) ? new Alias(parts[5]) : new Id(id(parts[5].substring(KEY.length())));
        return new KeyName(new AccountId(parts[4]), target);
    }

    /** The same as an ARN, whatever it is a name of. */
    static String arn(Caller caller, String text) {
        return text.startsWith("arn:")
                ? text
                : "arn:aws:kms:" + caller.region() + ":" + caller.account() + ":"
                        + (text.startsWith(ALIAS) ? text : KEY + text);
    }

    private static KeyId id(String text) {
        if (text.startsWith("mrk-")) {
            throw new ApiException(
                    ErrorCode.KMS_UNSUPPORTED_OPERATION, "Multi-Region keys are not supported here: " + text);
        }
        return new KeyId(text);
    }
}
