package mos.token.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the configuration: an option wins over the file, the file over the default. Hosts of
/// `upstream` are taken from both.
public final class ConfigReader {
    private final FilePaths paths;

    /// @param environment the process's variables: `HOME`, `XDG_DATA_HOME`, `XDG_CONFIG_HOME`
    /// @param home the user's home directory where `HOME` is not set
    public ConfigReader(Map<String, String> environment, Path home) {
        this.paths = new FilePaths(environment, home);
    }

    /// Reads options and file to the end, so that all problems are reported at once.
    ///
    /// @param options the values of each option by its name without `--`
    /// @param file the file of `--config`, or null
    public Configured read(Map<String, List<String>> options, @Nullable Path file) {
        List<String> problems = new ArrayList<>();
        Map<String, Given> inFile =
                file == null ? Map.of() : TomlFile.read(file.toAbsolutePath(), problems::add);
        Map<String, Given> asOptions = new LinkedHashMap<>();
        options.forEach((name, values) -> asOptions.put(name, new Given(values, "--" + name)));
        Values values = new Values(paths, file, asOptions, inFile, problems::add);
        Config config = new Tree(values).config();
        return problems.isEmpty()
                ? new Configured.Ready(config, values.dump())
                : new Configured.Wrong(problems);
    }
}
