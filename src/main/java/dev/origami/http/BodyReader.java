package dev.origami.http;

import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Reads request bodies: none too long, none for too long, and not too many at once. */
final class BodyReader {
    private static final int PIECE = 16 << 10;
    /** Of a body that is too long, so many times the longest one is still taken in, and dropped. */
    private static final int DROPPED_TIMES = 16;

    private final InstantSource time;
    private final WireLimits limits;
    private final Semaphore bytesInFlight;

    BodyReader(InstantSource time, WireLimits limits) {
        this.time = time;
        this.limits = limits;
        bytesInFlight = new Semaphore(limits.bodyBytesInFlight(), true);
    }

    /**
     * Reads the body and does the work with it, while the body's memory is accounted for.
     *
     * @throws ApiException {@code RequestEntityTooLarge} before anything is read where the length is announced,
     *     {@code RequestTimeout}, {@code ServiceUnavailable} when too many bodies are being read
     */
    <T> T with(Request request, Function<byte[], T> work) {
        long announced = request.getLength();
        if (announced > limits.bodyBytes()) {
            drop(request);
            throw tooLarge();
        }
        int reserved = announced >= 0 ? (int) announced : limits.bodyBytes();
        reserve(reserved);
        try {
            return work.apply(reserved == 0 ? new byte[0] : read(request));
        } finally {
            bytesInFlight.release(reserved);
        }
    }

    /**
     * A client that sends without asking reads no answer before it has sent all, and a connection that is closed under it
     * loses the answer. So what comes is taken in, within limits; a client that asked first is told at once.
     */
    private void drop(Request request) {
        if (request.getHeaders().contains(HttpHeader.EXPECT)) {
            return;
        }
        Instant end = time.instant().plus(limits.bodyTime());
        byte[] piece = new byte[PIECE];
        long left = (long) DROPPED_TIMES * limits.bodyBytes();
        try (InputStream in = Request.asInputStream(request)) {
            int count = in.read(piece);
            while (count >= 0 && left > 0 && time.instant().isBefore(end)) {
                left -= count;
                count = in.read(piece);
            }
        } catch (IOException e) {
            // It has gone away, or says no more: either way there is nothing left to take in.
        }
    }

    private void reserve(int bytes) {
        try {
            if (!bytesInFlight.tryAcquire(bytes, limits.bodyTime().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ApiException(ErrorCode.SERVICE_UNAVAILABLE, "Too many requests are being read, try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.SERVICE_UNAVAILABLE, "The service is stopping");
        }
    }

    private byte[] read(Request request) {
        Instant end = time.instant().plus(limits.bodyTime());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        try (InputStream in = Request.asInputStream(request)) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                if (body.size() + count > limits.bodyBytes()) {
                    throw tooLarge();
                }
                body.write(piece, 0, count);
                if (time.instant().isAfter(end)) {
                    throw tooSlow();
                }
            }
            return body.toByteArray();
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    private static ApiException refusal(IOException e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return tooSlow();
            }
        }
        return new ApiException(ErrorCode.INVALID_REQUEST, "The request's body cannot be read");
    }

    private ApiException tooLarge() {
        return new ApiException(
                ErrorCode.REQUEST_ENTITY_TOO_LARGE,
                "The request's body is longer than " + limits.bodyBytes() + " bytes");
    }

    private static ApiException tooSlow() {
        return new ApiException(ErrorCode.REQUEST_TIMEOUT, "The request's body did not come in time");
    }
}
