package mos.token.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `docs/configuration.md` is written from [Setting#ALL] and must not drift from it.
class ConfigurationPageTest {
    @Test
    void thePageIsWhatTheSettingsSay() throws IOException {
        Path written = Path.of("target", "configuration.md");
        Files.writeString(written, page());
        Path page = Path.of("docs", "configuration.md");
        assertEquals(
                page(),
                Files.exists(page) ? Files.readString(page) : "",
                () -> "settings changed: cp " + written + " " + page);
    }

    private static String page() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Configuration

                        Everything has a default: `mos-token serve` runs without any setting. A setting is an option of `serve` or a key
                        of the TOML file that `--config FILE` names. An option wins over the file; the hosts of `upstream` are taken from both.
                        `mos-token config` shows the effective values and where each is from; its output is itself such a file, but for a masked URL.
                        Unknown keys and wrong values stop the start; all of them are reported at once.

                        | key | option | default | meaning |
                        |---|---|---|---|
                        """);
        for (Setting setting : Setting.ALL) {
            page.append(
                    "| `%s` | %s | %s | %s |%n"
                            .formatted(
                                    setting.name(),
                                    option(setting),
                                    setting.standard().isEmpty()
                                            ? "–"
                                            : "`" + setting.standard() + "`",
                                    setting.meaning()));
        }
        return page.append(
                        """

                        Times are a number and `ms`, `s`, `m`, `h` or `d`; sizes a number of bytes, or a number and `KiB`, `MiB`, `GiB` or `TiB`.
                        Paths may start with `~/`; a relative path starts at the working directory in an option, beside the file in a file.

                        ```toml
                        listen = "0.0.0.0:8998"
                        anonymous = ["127.0.0.0/8", "192.168.1.0/24"]
                        host = ["nas.example"]

                        [upstream]
                        "registry-1.docker.io" = "https://mirror.example/hub"

                        [gateway]
                        freshness = "2m"
                        content-bytes = "20GiB"
                        ```

                        ## Environment

                        | variable | meaning |
                        |---|---|
                        | `XDG_DATA_HOME`, `XDG_CONFIG_HOME`, `HOME` | where the default places are |
                        | `JAVA_HOME` | the JDK that `./mos-token` and `./test` try first |
                        | `MOS_TOKEN_JAVA_OPTS` | options of the Java virtual machine; replaces the default heap limit (a quarter of the memory, at most 256 MiB). From `-Xmx512m` on and with two processors, the parallel collector is used unless you name one |
                        | `MOS_TOKEN_SERVER`, `MOS_TOKEN_FILE` | for the command line: see [cli.md](cli.md) |
                        """)
                .toString();
    }

    private static String option(Setting setting) {
        if (!setting.isOption()) {
            return "–";
        }
        String option = "`--" + setting.name() + " " + setting.value() + "`";
        return setting.shape() == Setting.Shape.ONE ? option : option + ", repeatable";
    }
}
