package dev.origami.auth;

/** A signature is not good; becomes a refusal in the words of the service that was asked. */
final class AuthFaultException extends Exception {
    private static final long serialVersionUID = 1L;

    private final AuthFault fault;

    AuthFaultException(AuthFault fault, String detail) {
        super(detail, null, false, false);
        this.fault = fault;
    }

    AuthFault fault() {
        return fault;
    }

    String detail() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
