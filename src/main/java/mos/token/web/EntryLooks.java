package mos.token.web;

import java.util.List;
import mos.token.servicetoken.Service;

/// What an entry into a service's field looks like, told while it is typed. The browser only shows
/// it: what may be stored is decided when it is saved.
final class EntryLooks {
    private static final String GITHUB = "(?:^|:)(?:gh[oprsu]_|github_pat_)";
    private static final String HUB = "(?:^|:)dckr_[op]at_";

    private final Texts texts;

    EntryLooks(Texts texts) {
        this.texts = texts;
    }

    /// The first that fits counts.
    List<ServiceView.EntryLook> of(Service service) {
        return switch (service) {
            case GITHUB ->
                    List.of(
                            warn("\\s", "looks.space"),
                            warn(HUB, "looks.dockerhub"),
                            warn("^mos_", "looks.mos"),
                            good("^github_pat_", "looks.fine"),
                            good("^ghp_", "looks.classic"),
                            warn("^gh[orsu]_", "looks.app"),
                            plain("^[^:]{12}", "looks.github.unusual"),
                            warn(":", "looks.nocolon"));
            case DOCKERHUB ->
                    List.of(
                            warn("\\s", "looks.space"),
                            warn(GITHUB, "looks.github"),
                            warn("^mos_", "looks.mos"),
                            warn("^dckr_[op]at_", "looks.username"),
                            warn("^[^:]*@", "looks.email"),
                            warn("^:", "looks.username"),
                            good("^[^:]+:dckr_pat_", "looks.personal"),
                            good("^[^:]+:dckr_oat_", "looks.organization"),
                            warn("^[^:]+:.{9}", "looks.password"),
                            warn("^[^:]{9}", "looks.username"));
            case CODEBERG ->
                    List.of(
                            warn("\\s", "looks.space"),
                            warn(GITHUB, "looks.github"),
                            warn(HUB, "looks.dockerhub"),
                            warn("^mos_", "looks.mos"),
                            warn(":", "looks.nocolon"),
                            good("^[0-9a-f]{40}$", "looks.forgejo"),
                            plain("^.{41}|[^0-9a-f]", "looks.forgejo.unusual"));
            case GITEA ->
                    List.of(
                            warn("\\s", "looks.space"),
                            warn(GITHUB, "looks.github"),
                            warn(HUB, "looks.dockerhub"),
                            warn("^mos_", "looks.mos"),
                            warn("^https?:|/", "looks.url"),
                            warn("^codeberg\\.org:", "looks.codeberg"),
                            good("^[^:]+:[0-9a-f]{40}$", "looks.forgejo"),
                            warn("^[0-9a-f]{20}|^:", "looks.host"),
                            plain("^[^:]+:(?:.{41}|.*[^0-9a-f])", "looks.forgejo.unusual"));
        };
    }

    private ServiceView.EntryLook good(String pattern, String key) {
        return new ServiceView.EntryLook(pattern, "good", texts.of(key));
    }

    private ServiceView.EntryLook plain(String pattern, String key) {
        return new ServiceView.EntryLook(pattern, "plain", texts.of(key));
    }

    private ServiceView.EntryLook warn(String pattern, String key) {
        return new ServiceView.EntryLook(pattern, "warn", texts.of(key));
    }
}
