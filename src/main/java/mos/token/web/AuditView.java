package mos.token.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the template of the audit log draws.
final class AuditView {
    private AuditView() {}

    /// The part of the log that was looked for.
    ///
    /// @param search what was entered
    /// @param check what a check of the whole log found; null when none was asked for
    /// @param csv where the same rows come as a table, and `jsonl` as JSON; null when nothing can
    ///   be exported
    /// @param older where the rows behind the last one are, or null
    record Log(
            AuditSearch search,
            List<Group> actions,
            List<Choice> kinds,
            List<Row> rows,
            @Nullable Check check,
            @Nullable String csv,
            @Nullable String jsonl,
            @Nullable String older) {}

    /// Actions of one kind to choose from.
    record Group(String label, List<Choice> choices) {}

    /// A word of a filter, and how people read it.
    record Choice(String value, String label) {}

    /// One row.
    ///
    /// @param time for people
    /// @param at ISO 8601, for programs
    /// @param action in words, or the code of one that has none
    /// @param refused whether something was not let through
    /// @param who the caller's name, or what they are
    /// @param kind what the caller is, or empty when `who` says it
    /// @param whoPath where all of this caller is; null when it is nobody in particular
    /// @param address from where, or empty
    /// @param subject what it was done to, or empty
    /// @param detail more, as it was written, or empty
    record Row(
            String time,
            String at,
            String action,
            boolean refused,
            String who,
            String kind,
            @Nullable String whoPath,
            String address,
            String subject,
            @Nullable String subjectPath,
            String detail) {}

    /// What a check of the whole log found.
    record Check(boolean intact, String text) {}
}
