package mos.token.web;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.admintoken.Terms;
import mos.token.net.Cidr;
import org.jspecify.annotations.Nullable;

/// What was entered into the fields of a token's terms, as it was entered, and what is wrong with
/// it.
///
/// @param mode a mode of [Permissions], or `preset.` and the id of a preset
/// @param levels what was picked for custom permissions, without `none`
/// @param expiry one of [#EXPIRIES], or [#KEPT]
/// @param date the day for the expiry [#ON_DATE], as browsers send it (ISO 8601)
/// @param networks separated by lines, spaces or commas
/// @param ends when the token ends as it is now; null when that is no choice
/// @param errors what is wrong, by field: name, description, permissions, expiresAt or networks
record TermsForm(
        String name,
        String description,
        String mode,
        Map<String, Level> levels,
        String expiry,
        String date,
        String networks,
        @Nullable Instant ends,
        Map<String, String> errors) {
    static final String NEVER = "never";

    /// The end of the day in [#date].
    static final String ON_DATE = "date";

    /// What it is now: an expiry may be more exact than a day.
    static final String KEPT = "kept";

    /// The expiries to choose from; a number is one of days from now.
    static final List<String> EXPIRIES = List.of(NEVER, "30", "90", "365", ON_DATE);

    /// What came of what was entered.
    sealed interface Outcome {
        /// It makes sense: `change` puts it in place of earlier terms.
        record Fit(UnaryOperator<Terms> change) implements Outcome {}

        /// It does not; the form says where.
        record Unfit(TermsForm form) implements Outcome {}
    }

    TermsForm {
        levels = Map.copyOf(levels);
        errors = Map.copyOf(errors);
    }

    /// An untouched form: the weakest mode that is still of use is chosen.
    static TermsForm blank() {
        return new TermsForm("", "", "readonly", Map.of(), NEVER, "", "", null, Map.of());
    }

    /// The terms that a token has.
    static TermsForm of(Terms terms) {
        Instant ends = terms.life().expiresAt();
        return new TermsForm(
                terms.name(),
                terms.description(),
                terms.permissions().mode(),
                terms.permissions() instanceof Permissions.Custom custom
                        ? custom.known()
                        : Map.of(),
                ends == null ? NEVER : KEPT,
                "",
                terms.life().networks().stream()
                        .map(Cidr::toString)
                        .collect(Collectors.joining("\n")),
                ends,
                Map.of());
    }

    /// What was posted.
    static TermsForm of(Form form) {
        Map<String, Level> levels = new LinkedHashMap<>();
        for (Resource resource : Resource.ALL) {
            Level.parse(form.text("level." + resource.name()))
                    .filter(level -> level != Level.NONE)
                    .ifPresent(level -> levels.put(resource.name(), level));
        }
        return new TermsForm(
                form.text("name"),
                form.text("description"),
                form.text("mode"),
                levels,
                form.text("expiry"),
                form.text("date"),
                form.text("networks"),
                null,
                Map.of());
    }

    /// The same for a token that has these terms: its expiry is one more choice.
    TermsForm keeping(Terms terms) {
        return new TermsForm(
                name,
                description,
                mode,
                levels,
                expiry,
                date,
                networks,
                terms.life().expiresAt(),
                errors);
    }

    /// The terms that were entered.
    ///
    /// @param now from when on days are counted
    Outcome terms(Texts texts, Instant now) {
        return new TermsReader(texts, now).read(this);
    }

    /// The same entry with what is wrong about `field`.
    TermsForm wrong(String field, String message) {
        Map<String, String> more = new LinkedHashMap<>(errors);
        more.put(field, message);
        return new TermsForm(name, description, mode, levels, expiry, date, networks, ends, more);
    }

    /// The same entry, whose `field` was refused by the rules for terms (their member's name), in
    /// the words of the page.
    TermsForm refused(Texts texts, String field) {
        return field.equals("notBefore")
                ? wrong("expiresAt", texts.of("new.wrong.expiresAt"))
                : wrong(field, texts.of("new.wrong." + field));
    }

    /// What is wrong with a field, if anything.
    @Nullable String error(String field) {
        return errors.get(field);
    }

    /// The chosen level of a resource; `none` unless chosen.
    Level level(String resource) {
        return levels.getOrDefault(resource, Level.NONE);
    }
}
