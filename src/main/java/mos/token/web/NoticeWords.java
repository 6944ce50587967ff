package mos.token.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mos.token.notify.Notice;
import mos.token.notify.Severity;
import org.jspecify.annotations.Nullable;

/// Notices in words. Title and message are as whoever raised them wrote them; the rest is ours.
final class NoticeWords {
    private final Texts texts;

    NoticeWords(Texts texts) {
        this.texts = texts;
    }

    NoticeView.Shown of(Notice notice) {
        return new NoticeView.Shown(
                notice.id(),
                about(notice.kind()),
                texts.of("notice." + notice.severity().text()),
                tone(notice.severity()),
                icon(notice.severity()),
                notice.title(),
                notice.message(),
                times(notice),
                subject(notice),
                notice.dismissedAt() == null
                        ? null
                        : texts.of("notice.dismissed", texts.time(notice.dismissedAt())));
    }

    /// The kind's first part in words; as it is when nobody wrote any.
    private String about(String kind) {
        String family = family(kind);
        return texts.or("notice.kind." + family, family);
    }

    private List<View.Moment> times(Notice notice) {
        List<View.Moment> times = new ArrayList<>();
        times.add(moment("notice.since", notice.createdAt()));
        if (notice.times() > 1) {
            times.add(
                    new View.Moment(
                            texts.of("notice.last", notice.times()),
                            texts.time(notice.lastAt()),
                            notice.lastAt().toString()));
        }
        return times;
    }

    private View.Moment moment(String key, Instant at) {
        return new View.Moment(texts.of(key), texts.time(at), at.toString());
    }

    private NoticeView.@Nullable Link subject(Notice notice) {
        String subject = notice.subject();
        if (subject.isEmpty()) {
            return null;
        }
        return switch (family(notice.kind())) {
            // One that was deleted is in no list any more; what was done to it is in the log.
            case "admin-token" ->
                    notice.kind().equals("admin-token.deleted-used")
                            ? link("notice.to.log", AuditSearch.about(subject))
                            : link("notice.to.admin-token", TokenDetailPages.BASE + "/" + subject);
            case "service-token" -> link("notice.to.service-token", Pages.HOME + "#service-tokens");
            default -> null;
        };
    }

    private NoticeView.Link link(String key, String path) {
        return new NoticeView.Link(texts.of(key), path);
    }

    private static String family(String kind) {
        return kind.replaceFirst("\\..*", "");
    }

    private static String tone(Severity severity) {
        return switch (severity) {
            case INFO -> "plain";
            case WARNING -> "warn";
            case ALERT -> "bad";
        };
    }

    private static String icon(Severity severity) {
        return switch (severity) {
            case INFO -> "bi-info-circle-fill";
            case WARNING -> "bi-exclamation-triangle-fill";
            case ALERT -> "bi-exclamation-octagon-fill";
        };
    }
}
