package mos.token.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.ListedToken;
import mos.token.admintoken.TokenQuery;
import org.jspecify.annotations.Nullable;

/// An admin token of the list, in words.
final class AdminTokenWords {
    private final Texts texts;

    AdminTokenWords(Texts texts) {
        this.texts = texts;
    }

    View.Token of(ListedToken listed) {
        AdminToken token = listed.token();
        return new View.Token(
                token.id(),
                token.name(),
                token.description(),
                token.permissions().mode(),
                Resources.sentence(texts, token.permissions()),
                token.active(),
                state(listed.state()),
                times(listed));
    }

    /// That the list has not all of them.
    String more(int shown, int all) {
        return texts.of("admin.more", texts.number(shown), texts.number(all));
    }

    private @Nullable String state(TokenQuery.State state) {
        return switch (state) {
            case ACTIVE -> null;
            case INACTIVE -> texts.of("admin.inactive");
            case EXPIRED -> texts.of("admin.expired");
            case PENDING -> texts.of("admin.pending");
        };
    }

    private List<View.Moment> times(ListedToken listed) {
        AdminToken token = listed.token();
        var last = listed.uses().last();
        List<View.Moment> times = new ArrayList<>();
        add(times, "admin.created", token.createdAt());
        if (listed.state() == TokenQuery.State.PENDING) {
            add(times, "admin.from", token.life().notBefore());
        }
        add(times, "admin.until", token.life().expiresAt());
        add(times, "admin.used", last == null ? null : last.at());
        return times;
    }

    private void add(List<View.Moment> times, String key, @Nullable Instant at) {
        if (at != null) {
            times.add(new View.Moment(texts.of(key), texts.time(at), at.toString()));
        }
    }
}
