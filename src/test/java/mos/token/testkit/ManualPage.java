package mos.token.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import mos.token.config.Config;
import mos.token.config.ConfigReader;
import mos.token.config.Configured;

/// A page of `docs`, whose configurations a test runs as they stand there.
public final class ManualPage {
    private final Path file;

    /// A page by its path below `docs`.
    public ManualPage(String name) {
        file = Path.of("docs", name);
    }

    /// The only code block of a language.
    public String block(String language) {
        List<String> blocks = blocks(language);
        if (blocks.size() != 1) {
            throw new AssertionError(file + " has more than one block of " + language);
        }
        return blocks.getFirst();
    }

    /// All code blocks of a language, of which there must be some.
    public List<String> blocks(String language) {
        List<String> blocks =
                Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                        .matcher(Scratch.read(file))
                        .results()
                        .map(block -> block.group(1))
                        .toList();
        if (blocks.isEmpty()) {
            throw new AssertionError(file + " has no block of " + language);
        }
        return blocks;
    }

    /// The same with other addresses: old, new, ….
    public String block(String language, String... replaced) {
        return replaced(block(language), replaced);
    }

    /// A block of this page with other texts: old, new, ….
    public String replaced(String block, String... replaced) {
        for (int i = 0; i < replaced.length; i += 2) {
            if (!block.contains(replaced[i])) {
                throw new AssertionError(file + " does not name " + replaced[i]);
            }
            block = block.replace(replaced[i], replaced[i + 1]);
        }
        return block;
    }

    /// What the product reads from the page's block of TOML.
    public Config config(Path directory) {
        Path toml = Scratch.write(directory.resolve("manual.toml"), block("toml"));
        return switch (new ConfigReader(Map.of(), directory).read(Map.of(), toml)) {
            case Configured.Ready ready -> ready.config();
            case Configured.Wrong wrong -> throw new AssertionError(wrong.problems().toString());
        };
    }
}
