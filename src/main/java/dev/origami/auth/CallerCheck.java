package dev.origami.auth;

import dev.origami.account.Caller;
import dev.origami.protocol.WireRequest;

/** Finds out who sends a request. */
sealed interface CallerCheck permits SignatureCheck, AnyKey {
    Caller caller(WireRequest request) throws AuthFaultException;
}
