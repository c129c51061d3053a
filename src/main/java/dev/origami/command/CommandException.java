package dev.origami.command;

/** A command cannot do what was asked. The message is one line that ends with the next step for the user. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }
}
