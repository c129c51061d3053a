package dev.origami.workflow;

/** A step cannot be done, for a reason that the user should read. */
public final class StepFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code in the form of EC2's state reasons, for example {@code Client.InvalidSnapshot.NotFound}
     * @param message a sentence for the user
     */
    public StepFailedException(String code, String message) {
        super(message);
        this.code = code;
    }

    public Failure failure() {
        String message = getMessage();
        return new Failure(code, message == null ? code : message);
    }
}
