package mos.token.servicetoken;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// What is known of a service token at one host. Only [Refused] keeps it from being used there.
public sealed interface State {
    /// The word in the API, on the page and in the database.
    default String word() {
        return switch (this) {
            case Good _ -> "good";
            case Refused _ -> "refused";
            case Unknown _ -> "unknown";
            case TooPowerful _ -> "too powerful";
            case Expiring _ -> "expiring";
            case Throttled _ -> "throttled";
        };
    }

    /// Whether the service knows the token.
    default boolean works() {
        return switch (this) {
            case Good _, TooPowerful _, Expiring _, Throttled _ -> true;
            case Refused _, Unknown _ -> false;
        };
    }

    /// What it means, for the owner; never empty.
    default String sentence() {
        return switch (this) {
            case Good _ -> "it works";
            case TooPowerful powerful -> "it works, but " + powerful.why();
            case Expiring expiring -> "it works until " + expiring.at();
            case Refused _, Unknown _, Throttled _ -> reason();
        };
    }

    /// The reason in a sentence for the owner; empty when there is nothing to say.
    default String reason() {
        return switch (this) {
            case Good _ -> "";
            case Refused refused -> refused.why();
            case Unknown unknown -> unknown.why();
            case TooPowerful powerful -> powerful.why();
            case Expiring expiring -> "it ends at " + expiring.at();
            case Throttled throttled ->
                    throttled.until() == null
                            ? "the quota is used up"
                            : "the quota is used up until " + throttled.until();
        };
    }

    /// It works, and can only read as far as we can tell.
    record Good() implements State {}

    /// The service says it is not valid.
    record Refused(String why) implements State {}

    /// Not looked at, or the answer was not understood.
    record Unknown(String why) implements State {
        /// ghcr.io gives nothing for a good token of this kind.
        public static final Unknown NOT_FOR_IMAGES =
                new Unknown(
                        "ghcr.io takes only classic tokens with read:packages: public images are"
                                + " pulled without it");

        /// git is not let in with a good token of this kind.
        public static final Unknown NOT_FOR_GIT =
                new Unknown("git is not let in with it: public repositories are cloned without it");
    }

    /// It works, and can write, which we never do.
    record TooPowerful(String why) implements State {}

    /// It works until then, which is soon.
    record Expiring(Instant at) implements State {}

    /// It works, but nothing of the quota is left.
    record Throttled(@Nullable Instant until) implements State {
        private static final Duration UNTOLD = Duration.ofHours(1);

        /// Whether it is so still, as far as was told.
        ///
        /// @param since when it was seen
        boolean lasts(Instant since, Instant now) {
            return now.isBefore(until == null ? since.plus(UNTOLD) : until);
        }
    }

    /// Reads what [#word()] and [#stored()] wrote; what is not understood is unknown.
    static State parse(String word, String stored) {
        try {
            return switch (word) {
                case "good" -> new Good();
                case "refused" -> new Refused(stored);
                case "too powerful" -> new TooPowerful(stored);
                case "expiring" -> new Expiring(Instant.parse(stored));
                case "throttled" -> new Throttled(stored.isEmpty() ? null : Instant.parse(stored));
                default -> new Unknown(stored);
            };
        } catch (DateTimeParseException _) {
            return new Unknown("what was kept of it is damaged");
        }
    }

    /// The detail as it is kept in the database.
    default String stored() {
        return switch (this) {
            case Expiring expiring -> expiring.at().toString();
            case Throttled throttled ->
                    throttled.until() == null ? "" : throttled.until().toString();
            case Good _, Refused _, Unknown _, TooPowerful _ -> reason();
        };
    }
}
