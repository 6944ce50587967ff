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

/// Our lines at the end of a TOML file, between two comments, the first of which holds their
/// SHA-256: so it is seen whether somebody edited them. The rest of the file is never rewritten.
///
/// @param alone whether the file is for our lines only
/// @param lines can hold a token
record TomlBlock(Path file, boolean alone, SecretText lines) implements Part {
    private static final Pattern BEGIN = Pattern.compile("(?m)^# begin mos-token\\b");
    private static final Pattern BLOCK =
            Pattern.compile(
                    "(?ms)^# begin mos-token ([0-9a-f]{64})[^\\n]*\\n(.*?)^# end mos-token\\n");

    @Override
    public Optional<TomlBlock> found(Held held) {
        String text = Held.plain(held.text());
        if (text == null || !BEGIN.matcher(text).find()) {
            return Optional.empty();
        }
        Matcher block = BLOCK.matcher(text);
        if (block.find()
                && sha256(block.group(2)).equals(block.group(1))
                && BEGIN.matcher(text).results().count() == 1) {
            return Optional.of(new TomlBlock(file, alone, SecretText.of(block.group(2))));
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
        if (TomlText.collide(TomlText.read(file, text), TomlText.read(file, ours))) {
            throw new ConfigProblem(
                    "%s says something of the same registries already: add to it by hand what this command prints without --write"
                            .formatted(file));
        }
        TomlText.read(file, joined);
        return joined;
    }

    @Override
    public String without(String text, @Nullable String before) {
        String rest = BLOCK.matcher(text).replaceFirst("");
        return rest.isBlank() ? "" : rest;
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
