package mos.token.servicetoken;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import mos.token.notify.NewNotice;
import mos.token.notify.Notices;
import mos.token.notify.Severity;
import mos.token.store.Transaction;

/// What people are told of service tokens, in words. One notice per token and kind.
final class ServiceNotices {
    private static final String REFUSED = "service-token.refused";
    private static final String REJECTED = "service-token.rejected";
    private static final String NOT_FOR_IMAGES = "service-token.not-for-images";
    private static final String POWERFUL = "service-token.too-powerful";
    private static final String ENDING = "service-token.ending";
    private static final Duration LATELY = Duration.ofDays(30);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST_NAMED = 5;
    private static final String WHERE = " Settings, Network, Token.";

    private final Notices notices;

    ServiceNotices(Notices notices) {
        this.notices = notices;
    }

    /// A host refused the token in use or in a look.
    void refused(Transaction tx, Held token, String host, List<RecentUse> users, Instant now) {
        // What was told of another host is less than this, and was perhaps dismissed.
        notices.settle(tx, REFUSED + ":" + token.id);
        if (!host.equals(token.deciding())) {
            notices.raise(
                    tx,
                    notice(
                            token,
                            REFUSED,
                            Severity.WARNING,
                            host + " does not take the stored token",
                            "%s refused %s. From now on it is asked without a token; the other hosts of %s are asked with it. Perhaps it wants another kind of token:%s"
                                    .formatted(host, token.mask, token.service.label(), WHERE)));
            return;
        }
        notices.raise(
                tx,
                notice(
                        token,
                        REFUSED,
                        Severity.ALERT,
                        token.service.label() + " refused the stored token",
                        "%s does not take %s any more: it was revoked, has expired, or is wrong. From now on it is asked without a token, within the lower limits.%s Enter a new one:%s"
                                .formatted(host, token.mask, who(users, now), WHERE)));
    }

    /// A new token was refused, and the one before it is in use again.
    void rejected(Transaction tx, Held refused, Held former) {
        notices.raise(
                tx,
                new NewNotice(
                        // Each wrong token is news.
                        REJECTED + ":" + refused.id,
                        REJECTED,
                        Severity.ALERT,
                        refused.service.label() + " refused the new token",
                        "%s was refused, so the former token %s stays in use. Copy the new one again and enter it:%s"
                                .formatted(refused.mask, former.mask, WHERE),
                        former.id));
    }

    /// A registry gives nothing for a token of that kind.
    void notForImages(Transaction tx, Held token, String host) {
        notices.raise(
                tx,
                notice(
                        token,
                        NOT_FOR_IMAGES,
                        Severity.WARNING,
                        "The %s token is not for images".formatted(token.service.label()),
                        "%s takes only classic tokens with read:packages, and %s is none. Public images are pulled without a token; private ones need a classic one:%s"
                                .formatted(host, token.mask, WHERE)));
    }

    /// The token can write, which nothing here needs.
    void tooPowerful(Transaction tx, Held token, String why, String narrower) {
        notices.raise(
                tx,
                notice(
                        token,
                        POWERFUL,
                        Severity.WARNING,
                        "The " + token.service.label() + " token can do more than it needs",
                        "It works, but %s. MOS Token never writes with it; whoever steals it could. Make a narrower one: %s"
                                .formatted(why, narrower)));
    }

    /// The token was narrowed.
    void notTooPowerful(Transaction tx, Held token) {
        notices.settle(tx, POWERFUL + ":" + token.id);
    }

    /// The token ends soon, or has ended by what is known of it.
    ///
    /// @param why a clause that says how that is known
    void ending(
            Transaction tx,
            Held token,
            Duration left,
            Instant end,
            String why,
            List<RecentUse> users,
            Instant now) {
        ends(tx, token);
        long days = left.plus(DAY).minusMillis(1).toDays();
        String when =
                left.isNegative()
                        ? "has ended"
                        : days <= 1 ? "ends within a day" : "ends in " + days + " days";
        notices.raise(
                tx,
                notice(
                        token,
                        ENDING,
                        days <= 3 ? Severity.ALERT : Severity.WARNING,
                        "The %s token %s".formatted(token.service.label(), when),
                        "%s: %s, %s.%s Enter a new one before:%s"
                                .formatted(token.mask, end, why, who(users, now), WHERE)));
    }

    /// The token ends at another time than was told.
    void ends(Transaction tx, Held token) {
        notices.settle(tx, ENDING + ":" + token.id);
    }

    /// The token is gone, and what was said of it with it.
    void gone(Transaction tx, Held token) {
        notices.settleAbout(tx, token.id);
    }

    private static NewNotice notice(
            Held token, String kind, Severity severity, String title, String message) {
        return new NewNotice(kind + ":" + token.id, kind, severity, title, message, token.id);
    }

    /// Who asked the gateway for that service in the last 30 days.
    private static String who(List<RecentUse> users, Instant now) {
        String names =
                users.stream()
                        .filter(use -> use.last().isAfter(now.minus(LATELY)))
                        .limit(MOST_NAMED)
                        .map(RecentUse::label)
                        .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? " Nobody used it in the last 30 days."
                : " Used lately by: " + names + ".";
    }
}
