package dev.origami.instance;

/**
 * Why an instance came to its state.
 *
 * @param code for example {@code Client.UserInitiatedShutdown}
 * @param message a sentence for the user, which begins with the code as on EC2
 */
public record StateReason(String code, String message) {
    public static final StateReason USER_SHUTDOWN =
            new StateReason("Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown");
    public static final StateReason GUEST_SHUTDOWN = new StateReason(
            "Client.InstanceInitiatedShutdown", "Client.InstanceInitiatedShutdown: Instance initiated shutdown");

    /** The host failed the instance. */
    public static StateReason hostFailure(String why) {
        return of("Server.InternalError", why);
    }

    public static StateReason of(String code, String why) {
        return new StateReason(code, why.startsWith(code) ? why : code + ": " + why);
    }
}
