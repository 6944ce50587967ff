package mos.token.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the templates of the service tokens draw: plain data, already put into words.
final class ServiceView {
    private ServiceView() {}

    /// One service's field.
    ///
    /// @param id the service's word in paths and field names
    /// @param format what belongs into the field
    /// @param looks what an entry may look like, the first that fits counts
    /// @param seldom whether few have one: it stands under "More services" until they do
    /// @param mask prefix and last four of what is stored, or null when nothing is
    /// @param state its state in a word, or null
    /// @param tone `good`, `warn`, `bad` or `plain`: the colour of the state
    /// @param facts what is known about it
    /// @param hosts what each host says of it
    /// @param notes what else the owner should know
    /// @param known what is told when it is asked for; empty when nothing is stored
    /// @param ends the date that the owner entered, ISO 8601, or empty; null where the service
    ///   tells
    /// @param revokeAt where a leaked one is revoked
    /// @param error what is wrong with the entry, or null
    /// @param question what to ask before the entry is saved, or null
    record Service(
            String id,
            String label,
            String format,
            List<EntryLook> looks,
            boolean seldom,
            @Nullable String mask,
            @Nullable String state,
            String tone,
            List<View.Fact> facts,
            List<AtHost> hosts,
            List<Note> notes,
            List<View.Facts> known,
            @Nullable String ends,
            String revokeAt,
            @Nullable String error,
            @Nullable String question) {
        /// The same with what is wrong about the entry, or nothing.
        Service wrong(@Nullable String problem) {
            return new Service(
                    id, label, format, looks, seldom, mask, state, tone, facts, hosts, notes, known,
                    ends, revokeAt, problem, null);
        }

        /// The same with a question before the entry is saved.
        Service asking(String text) {
            return new Service(
                    id, label, format, looks, seldom, mask, state, tone, facts, hosts, notes, known,
                    ends, revokeAt, null, text);
        }

        /// Whether it stands under "More services".
        boolean folded() {
            return seldom && mask == null && error == null && question == null;
        }
    }

    /// What an entry may look like.
    ///
    /// @param pattern a regular expression of JavaScript, found anywhere in the entry
    /// @param tone `good`, `plain` or `warn`
    record EntryLook(String pattern, String tone, String text) {}

    /// What a host says of the token.
    ///
    /// @param what is done there, in a word or two
    /// @param word its state
    /// @param why in a sentence, or null
    record AtHost(String host, String what, String tone, String word, @Nullable String why) {
        /// The class of a Bootstrap icon, so that the state shows in more than its colour.
        String icon() {
            return switch (tone) {
                case "good" -> "bi-check-lg";
                case "bad" -> "bi-x-lg";
                case "warn" -> "bi-exclamation-circle";
                default -> "bi-question-circle";
            };
        }
    }

    /// A sentence for the owner, in the colour of `tone`.
    record Note(String tone, String text) {}
}
