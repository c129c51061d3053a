package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/**
 * Idempotency by ClientToken (source section 10.4): the same token with the same parameters has the effect once and the
 * same answer each time; with other parameters it is refused. Remembered in the transaction that has the effect.
 */
public final class ClientTokens {
    private final InstantSource clock;
    private final ApiLimits limits;

    public ClientTokens(InstantSource clock, ApiLimits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Does the work in a transaction, unless this token was answered before.
     *
     * @param token null or empty: the work is done each time
     * @param work has the effect, and gives what identifies the answer (the new resource's id)
     * @return what the work gave, now or the first time
     * @throws ApiException {@code IdempotentParameterMismatch}, {@code InvalidParameterValue}
     */
    public String once(Database database, Caller caller, @Nullable String token, Function<Transaction, String> work) {
        if (token == null || token.isEmpty()) {
            return database.write(work);
        }
        requireForm(token);
        // Known on this thread only; the transaction has one of its own.
        RequestContext request = RequestContext.current();
        return database.write(transaction -> once(transaction, caller, request, token, work));
    }

    private String once(
            Transaction transaction,
            Caller caller,
            RequestContext request,
            String token,
            Function<Transaction, String> work) {
        forgetOld(transaction);
        Optional<Remembered> before = transaction
                .sql()
                .select("""
                        SELECT parameters, answer FROM client_token
                        WHERE account = ? AND region = ? AND operation = ? AND token = ?""", caller.account().value(), caller.region().name(), request.operation(), token)
                .map(ConstructorMapper.of(Remembered.class))
                .findOne();
        String parameters = sha256(request.comparable());
        if (before.isPresent()) {
            if (!before.get().parameters().equals(parameters)) {
                throw new ApiException(
                        ErrorCode.IDEMPOTENT_PARAMETER_MISMATCH,
                        "Arguments on this idempotent request are inconsistent with arguments used in previous"
                                + " request(s).");
            }
            return before.get().answer();
        }
        String answer = work.apply(transaction);
        transaction
                .sql()
                .execute(
                        "INSERT INTO client_token VALUES (?, ?, ?, ?, ?, ?, ?)",
                        caller.account().value(),
                        caller.region().name(),
                        request.operation(),
                        token,
                        parameters,
                        answer,
                        clock.millis());
        return answer;
    }

    private void forgetOld(Transaction transaction) {
        transaction
                .sql()
                .execute(
                        "DELETE FROM client_token WHERE answered_at < ?",
                        clock.millis() - limits.clientTokenLife().toMillis());
    }

    /**
     * Passes a token that can be one, or none.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    void requireForm(@Nullable String token) {
        if (token == null) {
            return;
        }
        boolean printable = token.chars().allMatch(c -> c > ' ' && c < 127);
        if (token.length() > limits.clientTokenLength() || !printable) {
            throw ApiException.invalidValue(
                    "clientToken", token, "Expecting at most " + limits.clientTokenLength() + " ASCII characters.");
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the table holds of a request. */
    public record Remembered(String parameters, String answer) {}
}
