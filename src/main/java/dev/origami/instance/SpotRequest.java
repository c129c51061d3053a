package dev.origami.instance;

import dev.origami.id.InstanceId;
import dev.origami.id.SpotRequestId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;

/**
 * A request for a Spot Instance, fulfilled when it was made.
 *
 * @param status why it is in its state
 */
public record SpotRequest(
        SpotRequestId id,
        InstanceId instance,
        SpotWish wish,
        State state,
        Status status,
        Instant statusTime,
        Instant createTime) {
    /** What becomes of a request. */
    public enum State {
        ACTIVE,
        /** Its instance is stopped. */
        DISABLED,
        CLOSED,
        CANCELLED,
        FAILED;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why a request is in its state, in EC2's words. */
    public enum Status {
        FULFILLED("fulfilled", "Your spot request is fulfilled."),
        STOPPED("instance-stopped-by-user", "The Spot Instance was stopped by a user."),
        TERMINATED("instance-terminated-by-user", "The Spot Instance was terminated by a user."),
        CANCELLED(
                "request-canceled-and-instance-running",
                "Your Spot request is canceled, but your instance is running."),
        ERROR("system-error", "There was an unexpected system error.");

        private final String code;
        private final String message;

        Status(String code, String message) {
            this.code = code;
            this.message = message;
        }

        public String code() {
            return code;
        }

        public String message() {
            return message;
        }
    }

    /** US dollars an hour that it pays at most. */
    public BigDecimal price(InstanceType type) {
        BigDecimal said = wish.maxPrice();
        return said == null ? SpotPrices.onDemand(type) : said;
    }
}
