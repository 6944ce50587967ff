package mos.token.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mos.token.config.Config;
import mos.token.config.ConfigReader;
import mos.token.config.Configured;
import mos.token.config.Setting;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The options that are settings: made from [Setting#ALL], so that options, file and manual cannot
/// differ.
final class SettingOptions {
    private static final String CONFIG = "--config";

    private SettingOptions() {}

    static void addTo(CommandSpec spec) {
        spec.addOption(
                OptionSpec.builder(CONFIG)
                        .paramLabel("FILE")
                        .type(Path.class)
                        .description("A TOML file with settings; an option wins over it.")
                        .build());
        for (Setting setting : Setting.ALL) {
            if (setting.isOption()) {
                spec.addOption(option(setting));
            }
        }
    }

    private static OptionSpec option(Setting setting) {
        String repeatable = setting.shape() == Setting.Shape.ONE ? "" : " Repeatable.";
        String meaning = escaped(setting.meaning() + repeatable);
        String standard = escaped("Default: " + setting.standard());
        return OptionSpec.builder("--" + setting.name())
                .paramLabel(setting.value())
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(
                        setting.standard().isEmpty()
                                ? new String[] {meaning}
                                : new String[] {meaning, standard})
                .build();
    }

    /// `$` and `%` would be variables and formats of picocli.
    private static String escaped(String text) {
        return text.replace("%", "%%").replace("${", "$${");
    }

    /// Reads the configuration.
    ///
    /// @throws CommandFailed with every problem on its own line
    static Configured.Ready read(ParseResult parsed, ConfigReader reader) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        for (Setting setting : Setting.ALL) {
            if (setting.isOption()) {
                List<String> values = parsed.matchedOptionValue("--" + setting.name(), List.of());
                if (!values.isEmpty()) {
                    options.put(setting.name(), values);
                }
            }
        }
        Path file = parsed.matchedOptionValue(CONFIG, (Path) null);
        return ready(reader.read(options, file));
    }

    /// Reads what a command needs to find the running server.
    static Config read(ConfigReader reader, @Nullable String data, @Nullable Path file) {
        return read(reader, data == null ? Map.of() : Map.of("data", List.of(data)), file);
    }

    /// Reads what these options and the file say, by the names of the settings.
    static Config read(
            ConfigReader reader, Map<String, List<String>> options, @Nullable Path file) {
        return ready(reader.read(options, file)).config();
    }

    private static Configured.Ready ready(Configured configured) {
        return switch (configured) {
            case Configured.Ready ready -> ready;
            case Configured.Wrong wrong ->
                    throw new CommandFailed(ExitCode.USAGE, String.join("\n", wrong.problems()));
        };
    }
}
