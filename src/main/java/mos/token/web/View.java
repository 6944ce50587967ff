package mos.token.web;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import mos.token.access.Level;
import org.jspecify.annotations.Nullable;

/// What the templates draw: plain data, already put into words.
final class View {
    private View() {}

    /// What every page needs.
    ///
    /// @param section the page of the menu that is open
    /// @param assets the folder of style sheets and scripts
    /// @param who whom the page greets; null before sign-in
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
            boolean plainHttp,
            @Nullable Snack snack,
            @Nullable SignInAgain again) {
        /// The sentence of a key.
        String of(String key, Object... values) {
            return texts.of(key, values);
        }

        /// The same with this question.
        Frame asking(SignInAgain question) {
            return new Frame(texts, look, section, assets, who, plainHttp, snack, question);
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

    /// The list of admin tokens.
    ///
    /// @param more what to say when there are more than these, or null
    record TokenList(List<Token> tokens, @Nullable String more) {}

    /// One admin token in the list.
    ///
    /// @param allows what its permissions allow, in a sentence
    /// @param active whether it can be deactivated
    /// @param state why it opens nothing now, in a word; null when it does
    record Token(
            String id,
            String name,
            String description,
            String mode,
            String allows,
            boolean active,
            @Nullable String state,
            List<Moment> times) {}

    /// A time with its label.
    ///
    /// @param time for people
    /// @param at ISO 8601, for programs
    record Moment(String label, String time, String at) {}

    /// What was entered into the form of a new admin token, and what is wrong with it.
    record NewToken(
            String name,
            String description,
            String mode,
            Map<String, Level> levels,
            @Nullable String nameError,
            @Nullable String descriptionError,
            @Nullable String permissionsError) {

        /// An untouched form: the weakest mode that is still of use is chosen.
        static NewToken blank() {
            return new NewToken("", "", "readonly", Map.of(), null, null, null);
        }

        /// The same entry with what is wrong about `field`.
        NewToken wrong(String field, String message) {
            return new NewToken(
                    name,
                    description,
                    mode,
                    levels,
                    field.equals("name") ? message : nameError,
                    field.equals("description") ? message : descriptionError,
                    field.equals("name") || field.equals("description")
                            ? permissionsError
                            : message);
        }

        /// The chosen level of a resource; `none` unless chosen.
        Level level(String resource) {
            return levels.getOrDefault(resource, Level.NONE);
        }
    }

    /// A question before something that cannot be taken back.
    ///
    /// @param action the path that a yes is posted to
    /// @param target the part of the page that the answer replaces
    record Confirm(String title, String text, String button, String action, String target) {}

    /// A line of a table of facts.
    record Fact(String label, String value) {}
}
