package dev.origami.image;

import dev.origami.account.Grantee;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who sees which image and who may launch it, in sets and flags (source sections 1.3, 1.6, 4.4, 5). Image 0 is the first
 * account's, image 1 the second's.
 */
final class PermissionModel {
    /** Something that an account does, or tries to. */
    sealed interface Action {
        /** The account's number. */
        int by();

        record Share(int by, int image, Set<Grantee> added, Set<Grantee> removed) implements Action {}

        record Reset(int by, int image) implements Action {}

        record Cancel(int by, int image) implements Action {}

        record Disable(int by, int image) implements Action {}

        record Enable(int by, int image) implements Action {}

        record Block(int by, boolean block) implements Action {}
    }

    private final List<AccountId> accounts;
    private final List<Set<Grantee>> grantees = List.of(new HashSet<>(), new HashSet<>());
    private final Set<Integer> disabled = new HashSet<>();
    private final Set<Integer> blocking = new HashSet<>();

    PermissionModel(List<AccountId> accounts) {
        this.accounts = new ArrayList<>(accounts);
    }

    boolean sees(int account, int image) {
        return account == image || isGranted(account, image);
    }

    boolean isShown(int account, int image) {
        return sees(account, image) && !disabled.contains(image);
    }

    boolean isPublic(int image) {
        return grantees.get(image).contains(new Grantee.Everybody());
    }

    /** The refusal of a launch. */
    Optional<ErrorCode> launch(int account, int image) {
        if (disabled.contains(image)) {
            return Optional.of(ErrorCode.INVALID_AMIID_UNAVAILABLE);
        }
        return sees(account, image) ? Optional.empty() : Optional.of(ErrorCode.AUTH_FAILURE);
    }

    /** Does it, or says how it is refused. */
    Optional<ErrorCode> apply(Action action) {
        return switch (action) {
            case Action.Share share -> share(share);
            case Action.Reset reset ->
                ofOwner(reset.by(), reset.image()).or(() -> {
                    grantees.get(reset.image()).clear();
                    return Optional.empty();
                });
            case Action.Cancel cancel -> cancel(cancel.by(), cancel.image());
            case Action.Disable disable ->
                ofOwner(disable.by(), disable.image())
                        .or(() -> available(disable.image()))
                        .or(() -> {
                            disabled.add(disable.image());
                            grantees.get(disable.image()).clear();
                            return Optional.empty();
                        });
            case Action.Enable enable ->
                ofOwner(enable.by(), enable.image()).or(() -> {
                    disabled.remove(enable.image());
                    return Optional.empty();
                });
            case Action.Block block -> {
                boolean _ = block.block() ? blocking.add(block.by()) : blocking.remove(block.by());
                yield Optional.empty();
            }
        };
    }

    private Optional<ErrorCode> share(Action.Share share) {
        return ofOwner(share.by(), share.image())
                .or(() -> available(share.image()))
                .or(() -> share.added().contains(new Grantee.Everybody()) && blocking.contains(share.by())
                        ? Optional.of(ErrorCode.OPERATION_NOT_PERMITTED)
                        : Optional.empty())
                .or(() -> {
                    grantees.get(share.image()).addAll(share.added());
                    grantees.get(share.image()).removeAll(share.removed());
                    return Optional.empty();
                });
    }

    private Optional<ErrorCode> cancel(int account, int image) {
        if (!sees(account, image)) {
            return Optional.of(ErrorCode.INVALID_AMIID_NOT_FOUND);
        }
        return grantees.get(image).remove(new Grantee.Account(accounts.get(account)))
                ? Optional.empty()
                : Optional.of(ErrorCode.OPERATION_NOT_PERMITTED);
    }

    private Optional<ErrorCode> ofOwner(int account, int image) {
        if (account == image) {
            return Optional.empty();
        }
        return Optional.of(sees(account, image) ? ErrorCode.AUTH_FAILURE : ErrorCode.INVALID_AMIID_NOT_FOUND);
    }

    private Optional<ErrorCode> available(int image) {
        return disabled.contains(image) ? Optional.of(ErrorCode.INVALID_AMIID_UNAVAILABLE) : Optional.empty();
    }

    private boolean isGranted(int account, int image) {
        return isPublic(image) || grantees.get(image).contains(new Grantee.Account(accounts.get(account)));
    }
}
