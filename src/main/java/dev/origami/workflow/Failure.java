package dev.origami.workflow;

/**
 * Why a run failed, in the form of EC2's state reasons.
 *
 * @param code for example {@code Server.InternalError}
 * @param message a sentence for the user
 */
public record Failure(String code, String message) {
    static Failure of(Throwable cause) {
        if (cause instanceof StepFailedException failed) {
            return failed.failure();
        }
        String message = cause.getMessage();
        return new Failure("Server.InternalError", message == null ? cause.toString() : message);
    }
}
