package mos.token.clientconfig;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// Our lines at the end of a file of settings, between two comments, the first of which holds their
/// SHA-256: so it is seen whether somebody edited them. The rest of the file is never rewritten.
///
/// @param syntax how the file is written
/// @param alone whether the file is for our lines only
/// @param lines can hold a token
record Block(Path file, Syntax syntax, boolean alone, SecretText lines) implements Part {
    /// How a file is written; all of these have comments that begin with `#`.
    enum Syntax {
        /// TOML.
        TOML,
        /// git's configuration.
        GIT,
        /// Lines of their own, of which nothing can be at odds with ours.
        LINES
    }

    private static final Pattern INSTEAD_OF =
            Pattern.compile("(?i)\\binsteadof\\s*=\\s*\"?https://(?:github\\.com|codeberg\\.org)/");

    private static final Pattern BEGIN = Pattern.compile("(?m)^# begin mos-token\\b");
    private static final Pattern BLOCK =
            Pattern.compile(
                    "(?ms)^# begin mos-token ([0-9a-f]{64})[^\\n]*\\n(.*?)^# end mos-token\\n");

    @Override
    public Optional<Block> found(Held held) {
        String text = Held.plain(held.text());
        if (text == null || !BEGIN.matcher(text).find()) {
            return Optional.empty();
        }
        Matcher block = BLOCK.matcher(text);
        if (block.find()
                && sha256(block.group(2)).equals(block.group(1))
                && BEGIN.matcher(text).results().count() == 1) {
            return Optional.of(new Block(file, syntax, alone, SecretText.of(block.group(2))));
        }
        throw new ConfigProblem(
                "%s: what stands between '# begin mos-token' and '# end mos-token' was edited, and is left as it is: take these lines out by hand"
                        .formatted(file));
    }

    @Override
    public String with(@Nullable String text) {
        String ours = lines.exposeText();
        String block =
                "# begin mos-token %s (mos-token client-config takes it out again)\n%s# end mos-token\n"
                        .formatted(sha256(ours), ours);
        if (text == null || text.isBlank()) {
            return block;
        }
        if (alone) {
            throw new ConfigProblem(
                    "%s is there already and not ours: move it away, or add to it by hand what this command prints without --write"
                            .formatted(file));
        }
        String joined = text + (text.endsWith("\n") ? "\n" : "\n\n") + block;
        if (collides(text, ours)) {
            throw new ConfigProblem(
                    "%s says something of the same hosts already: add to it by hand what this command prints without --write"
                            .formatted(file));
        }
        if (syntax == Syntax.TOML) {
            TomlText.read(file, joined);
        }
        return joined;
    }

    @Override
    public String without(String text, @Nullable String before) {
        String rest = BLOCK.matcher(text).replaceFirst("");
        return rest.isBlank() ? "" : rest;
    }

    private boolean collides(String text, String ours) {
        return switch (syntax) {
            case TOML -> TomlText.collide(TomlText.read(file, text), TomlText.read(file, ours));
            // git takes the longest match, and of two equal ones nobody knows which.
            case GIT -> INSTEAD_OF.matcher(text).find();
            case LINES -> false;
        };
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
