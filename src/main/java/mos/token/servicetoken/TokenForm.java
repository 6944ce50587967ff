package mos.token.servicetoken;

import java.util.List;
import java.util.Optional;
import mos.token.secret.SecretText;
import mos.token.upstream.Credential;

/// The written form of service tokens: what is accepted, what is shown of it, how it is presented
/// to a host. Lenient on purpose: services change their formats, and only they know what is valid.
final class TokenForm {
    private static final int LONGEST = 4096;

    /// Shorter ones show nothing: four characters would be too much of them.
    private static final int SHORTEST_SHOWN = 12;

    private static final int SHOWN = 4;
    private static final String HIDDEN = "…";
    private static final List<String> GITHUB_PREFIXES =
            List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_");
    private static final List<String> HUB_PREFIXES = List.of("dckr_pat_", "dckr_oat_");

    private TokenForm() {}

    /// What is wrong with it, if anything.
    static Optional<String> problem(Service service, SecretText token) {
        String text = token.exposeText();
        if (service == Service.DOCKERHUB) {
            int colon = text.indexOf(':');
            if (colon < 0) {
                return Optional.of("Docker Hub token must be in format \"username:token\"");
            }
            if (colon == 0 || colon == text.length() - 1) {
                return Optional.of(
                        "Docker Hub token must be in format \"username:token\": one half is empty");
            }
        }
        if (token.length() > LONGEST) {
            return Optional.of(
                    service.label() + " token must be at most " + LONGEST + " bytes long");
        }
        if (!text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            return Optional.of(
                    service.label()
                            + " token must be one line without spaces or special characters:"
                            + " copy it again");
        }
        return Optional.empty();
    }

    /// What looks unusual, though it may be right.
    static Optional<String> hint(Service service, SecretText token) {
        List<String> prefixes = prefixes(service);
        String text = value(service, token);
        return prefixes.stream().anyMatch(text::startsWith)
                ? Optional.empty()
                : Optional.of(
                        service.label()
                                + " tokens usually start with "
                                + String.join(", ", prefixes)
                                + ": Validate shows whether this one works");
    }

    /// Prefix and last four characters; a Docker Hub user name in front.
    static String mask(Service service, SecretText token) {
        String text = value(service, token);
        String user = user(service, token);
        String prefix = prefixes(service).stream().filter(text::startsWith).findFirst().orElse("");
        boolean tooShort = text.length() - prefix.length() < SHORTEST_SHOWN;
        return user
                + (user.isEmpty() ? "" : ":")
                + (tooShort ? HIDDEN : prefix + HIDDEN + text.substring(text.length() - SHOWN));
    }

    /// Whether the owner sent back what we show.
    static boolean isMask(String mask, SecretText token) {
        return token.exposeText().equals(mask);
    }

    /// The user name of a Docker Hub token; empty for others.
    static String user(Service service, SecretText token) {
        String text = token.exposeText();
        return service == Service.DOCKERHUB ? text.substring(0, text.indexOf(':')) : "";
    }

    /// The form in which a host of the service takes it; empty for other hosts. `hub.docker.com`
    /// takes it only in the body of a log-in.
    static Optional<Credential> credential(Service service, String host, SecretText token) {
        return switch (host) {
            case "api.github.com", "raw.githubusercontent.com", "codeload.github.com" ->
                    of(service, Service.GITHUB, new Credential.Bearer(host, token));
            case "github.com", "ghcr.io" ->
                    of(
                            service,
                            Service.GITHUB,
                            new Credential.Basic(host, "x-access-token", token));
            case "auth.docker.io", "registry-1.docker.io" ->
                    service == Service.DOCKERHUB
                            ? Optional.of(
                                    new Credential.Basic(
                                            host, user(service, token), secretHalf(token)))
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    /// What follows the first colon of a Docker Hub token.
    static SecretText secretHalf(SecretText token) {
        return SecretText.of(value(Service.DOCKERHUB, token));
    }

    private static Optional<Credential> of(Service asked, Service owner, Credential credential) {
        return asked == owner ? Optional.of(credential) : Optional.empty();
    }

    private static String value(Service service, SecretText token) {
        String text = token.exposeText();
        return service == Service.DOCKERHUB ? text.substring(text.indexOf(':') + 1) : text;
    }

    private static List<String> prefixes(Service service) {
        return switch (service) {
            case GITHUB -> GITHUB_PREFIXES;
            case DOCKERHUB -> HUB_PREFIXES;
        };
    }
}
