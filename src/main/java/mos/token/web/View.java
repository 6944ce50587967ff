package mos.token.web;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the templates draw: plain data, already put into words.
final class View {
    private View() {}

    /// What every page needs.
    ///
    /// @param section the page of the menu that is open
    /// @param assets the folder of style sheets and scripts
    /// @param who whom the page greets; null before sign-in
    /// @param notices what stands above everything; looked up when a whole page is drawn, since
    ///   parts of one do not have it
    /// @param plainHttp whether to warn that passers-by can read along
    /// @param snack a message to begin with, or null
    /// @param again what forms ask in which a secret is made or taken; null when the sign-in is
    ///   recent
    record Frame(
            Texts texts,
            Look look,
            Section section,
            String assets,
            @Nullable String who,
            Supplier<NoticeView.Strip> notices,
            boolean plainHttp,
            @Nullable Snack snack,
            @Nullable SignInAgain again) {
        /// The sentence of a key.
        String of(String key, Object... values) {
            return texts.of(key, values);
        }

        /// The same with this question.
        Frame asking(SignInAgain question) {
            return new Frame(
                    texts, look, section, assets, who, notices, plainHttp, snack, question);
        }

        /// The same for a page that shows the notices itself.
        Frame withoutNotices() {
            return new Frame(
                    texts,
                    look,
                    section,
                    assets,
                    who,
                    () -> NoticeView.Strip.NONE,
                    plainHttp,
                    snack,
                    again);
        }
    }

    /// How the browser wants the page, and what else it can choose.
    ///
    /// @param languages each in its own
    record Look(Collection<Texts> languages, Theme theme) {}

    /// The question for an admin token, to somebody who signed in too long ago.
    ///
    /// @param error what is wrong with what was entered, or null
    record SignInAgain(@Nullable String error) {}

    /// A short message at the lower edge.
    ///
    /// @param good whether it tells of a success; otherwise it stays until it is closed
    record Snack(boolean good, String text) {}

    /// A time with its label.
    ///
    /// @param time for people
    /// @param at ISO 8601, for programs
    record Moment(String label, String time, String at) {}

    /// What is told with a secret that is shown this once.
    ///
    /// @param lead leads to the name of the token
    /// @param allows what its permissions allow, in a sentence
    record Once(String title, String lead, String name, String allows) {}

    /// Whose a found token is.
    ///
    /// @param open whether it opens anything, so that something must be done
    /// @param allows what it opens, or null when it opens nothing
    /// @param advice what to do about it, when it opens something
    record Identified(
            boolean open, String text, @Nullable String allows, @Nullable String advice) {}

    /// A question before something that cannot be taken back.
    ///
    /// @param used who would notice; null for nobody who is known
    /// @param networks from where it was used
    /// @param action the path that a yes is posted to
    /// @param target the part of the page that the answer replaces
    record Confirm(
            String title,
            String text,
            @Nullable String used,
            List<String> networks,
            String button,
            String action,
            String target) {}

    /// A small table of facts.
    record Facts(String title, List<Fact> facts) {}

    /// A line of a table of facts.
    record Fact(String label, String value) {}
}
