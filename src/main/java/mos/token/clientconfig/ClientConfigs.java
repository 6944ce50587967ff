package mos.token.clientconfig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// The settings of clients below a root directory.
public final class ClientConfigs {
    private final ClientFiles files;

    /// @param root `/`, or where the files of another system are; of git, curl and gh the home
    ///   directory of a person
    public ClientConfigs(Path root) {
        files = new ClientFiles(root);
    }

    /// What leads a client's pulls through a gateway.
    ///
    /// @param token an admin token for the client; null for none
    public List<Setting> settings(Client client, Gateway gateway, @Nullable SecretText token) {
        return new Recipes(files, gateway, token).of(client);
    }

    /// How these settings come into their files, and what an earlier installation wrote into others
    /// goes, as a token that is not given any more; with a problem nothing should be done.
    public Plan install(Client client, List<Setting> settings) {
        Plan plan = plan(settings, false);
        Set<Path> kept = settings.stream().map(Setting::file).collect(Collectors.toSet());
        Plan earlier =
                plan(
                        everything(client).stream()
                                .filter(setting -> !kept.contains(setting.file()))
                                .toList(),
                        true);
        List<Change> changes = new ArrayList<>(plan.changes());
        changes.addAll(earlier.changes());
        List<String> problems = new ArrayList<>(plan.problems());
        problems.addAll(earlier.problems());
        for (Setting setting : settings) {
            if (setting.file().equals(files.at(PodmanRegistries.OURS))) {
                problems.addAll(problems(setting));
            }
        }
        return new Plan(changes, problems);
    }

    private List<String> problems(Setting podman) {
        try {
            return new PodmanRegistries(files).problems(podman.shown());
        } catch (ConfigProblem e) {
            return List.of(e.sentence());
        }
    }

    /// How everything of ours goes out of a client's files, whatever gateway and token it was for.
    /// A problem is about its own file only.
    public Plan undo(Client client) {
        return plan(everything(client), true);
    }

    /// A setting for every file that we ever write for a client.
    private List<Setting> everything(Client client) {
        return settings(client, Gateway.USUAL, SecretText.of("any"));
    }

    /// Makes the changes of a plan.
    ///
    /// @throws ConfigProblem at the first file that cannot be written; those before it are
    public void make(Plan plan) {
        plan.changes().forEach(files::write);
    }

    private Plan plan(List<Setting> settings, boolean undo) {
        List<Change> changes = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Setting setting : settings) {
            try {
                Held before = files.read(setting.file());
                Part part = setting.part();
                Held after = undo ? before.without(part) : before.with(part);
                if (!after.equals(before)) {
                    changes.add(new Change(part.file(), before, after, setting.holdsToken(), undo));
                }
            } catch (ConfigProblem e) {
                problems.add(e.sentence());
            }
        }
        return new Plan(changes, problems);
    }
}
