package dev.origami.api;

import java.util.concurrent.Callable;

/** Waits on behalf of a request. */
final class Waiting {
    private Waiting() {}

    /** Whether what was waited for came; when the request's thread is interrupted, that it did not. */
    static boolean on(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
