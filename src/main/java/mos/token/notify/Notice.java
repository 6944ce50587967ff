package mos.token.notify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that the owner should know.
///
/// @param id never given twice; a later notice has a greater one
/// @param key names the condition; see [NewNotice]
/// @param createdAt when it was raised first
/// @param lastAt when it was raised last
/// @param times how often it was raised
/// @param dismissedAt when a person put it away, or null
public record Notice(
        long id,
        String key,
        String kind,
        Severity severity,
        String title,
        String message,
        String subject,
        Instant createdAt,
        Instant lastAt,
        long times,
        @Nullable Instant dismissedAt) {}
