package mos.token.servicetoken;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mos.token.secret.SecretText;
import mos.token.upstream.Credential;
import org.jspecify.annotations.Nullable;

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

    /// RFC 1123 §2.1, small letters, at least one dot; a letter begins the last label, so that no
    /// address fits.
    private static final Pattern HOST =
            Pattern.compile(
                    "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+"
                            + "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private static final int LONGEST_HOST = 253;

    /// Docker Hub's first access tokens.
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private TokenForm() {}

    /// What is wrong with it, if anything.
    static Optional<String> problem(Service service, SecretText token) {
        String text = token.exposeText();
        if (service.pair()) {
            String form = service == Service.DOCKERHUB ? "username:token" : "host:token";
            String must = service.label() + " token must be in format \"" + form + "\"";
            int colon = text.indexOf(':');
            if (colon < 0) {
                return Optional.of(must);
            }
            if (colon == 0 || colon == text.length() - 1) {
                return Optional.of(must + ": one half is empty");
            }
            boolean port = text.indexOf(':', colon + 1) > 0;
            if (service == Service.GITEA && (port || !mayBeEntered(text.substring(0, colon)))) {
                return Optional.of(
                        must
                                + ": the host must be the name of a Gitea or Forgejo of yours in"
                                + " small letters, as in git.example.org, without https:// and"
                                + " port, no address, and no host of another service here");
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
        return prefixes.isEmpty() || prefixes.stream().anyMatch(text::startsWith)
                ? Optional.empty()
                : Optional.of(
                        service.label()
                                + " tokens usually start with "
                                + String.join(", ", prefixes)
                                + ": Validate shows whether this one works");
    }

    /// Whether its form tells that it may do more than read: what is no token of Docker Hub's is
    /// the account's password, and what GitHub gave an application is made for all it does.
    static boolean mayWrite(Service service, SecretText token) {
        if (problem(service, token).isPresent()) {
            return false;
        }
        String text = value(service, token);
        return switch (service) {
            case GITHUB -> text.startsWith("gho_") || text.startsWith("ghs_");
            case DOCKERHUB ->
                    HUB_PREFIXES.stream().noneMatch(text::startsWith)
                            && !UUID.matcher(text).matches();
            case CODEBERG, GITEA -> false;
        };
    }

    /// Prefix and last four characters; the user name or host in front.
    static String mask(Service service, SecretText token) {
        String text = value(service, token);
        String before = before(service, token);
        String prefix = prefixes(service).stream().filter(text::startsWith).findFirst().orElse("");
        boolean tooShort = text.length() - prefix.length() < SHORTEST_SHOWN;
        return before
                + (before.isEmpty() ? "" : ":")
                + (tooShort ? HIDDEN : prefix + HIDDEN + text.substring(text.length() - SHOWN));
    }

    /// Whether the owner sent back what we show.
    static boolean isMask(String mask, SecretText token) {
        return token.exposeText().equals(mask);
    }

    /// The user name of a Docker Hub token; empty for others.
    static String user(Service service, SecretText token) {
        return service == Service.DOCKERHUB ? before(service, token) : "";
    }

    /// The host that was entered with it; empty where the service has its own.
    static String host(Service service, SecretText token) {
        return service == Service.GITEA ? before(service, token) : "";
    }

    /// A token as it is entered where its host is entered with it.
    static SecretText at(String host, SecretText token) {
        return SecretText.of(host + ":" + token.exposeText());
    }

    /// A name in small letters, of no host that another service's token belongs to.
    private static boolean mayBeEntered(String host) {
        boolean taken =
                Arrays.stream(Service.values())
                        .flatMap(service -> service.hosts().stream())
                        .anyMatch(host::equals);
        return host.length() <= LONGEST_HOST
                && HOST.matcher(host).matches()
                && !host.equals("localhost")
                && !host.endsWith(".localhost")
                && !taken;
    }

    /// What it means that a token can write.
    static String tooPowerful(Service service, @Nullable String level) {
        return switch (service) {
            case GITHUB -> "it can write (" + level + "); one without scopes is enough";
            case DOCKERHUB ->
                    "it can write to your repositories; one with \"Public Repo Read-only\" is"
                            + " enough";
            case CODEBERG, GITEA -> "it can write; one that only reads is enough";
        };
    }

    /// Where to make one that can do no more than it needs.
    static String narrower(Service service) {
        return switch (service) {
            case GITHUB -> "https://github.com/settings/personal-access-tokens/new";
            case DOCKERHUB -> Service.DOCKERHUB.revokeAt();
            case CODEBERG, GITEA -> "User settings, Applications, of the server";
        };
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
                                            host, user(service, token), secretHalf(service, token)))
                            : Optional.empty();
            case "codeberg.org" -> of(service, Service.CODEBERG, new Credential.Plain(host, token));
            default ->
                    service == Service.GITEA && host.equals(before(service, token))
                            ? Optional.of(new Credential.Plain(host, secretHalf(service, token)))
                            : Optional.empty();
        };
    }

    /// What follows the user name or host.
    static SecretText secretHalf(Service service, SecretText token) {
        return SecretText.of(value(service, token));
    }

    private static Optional<Credential> of(Service asked, Service owner, Credential credential) {
        return asked == owner ? Optional.of(credential) : Optional.empty();
    }

    private static String before(Service service, SecretText token) {
        String text = token.exposeText();
        return service.pair() ? text.substring(0, text.indexOf(':')) : "";
    }

    private static String value(Service service, SecretText token) {
        String text = token.exposeText();
        return service.pair() ? text.substring(text.indexOf(':') + 1) : text;
    }

    private static List<String> prefixes(Service service) {
        return switch (service) {
            case GITHUB -> GITHUB_PREFIXES;
            case DOCKERHUB -> HUB_PREFIXES;
            // Forty hexadecimal digits, in all versions so far.
            case CODEBERG, GITEA -> List.of();
        };
    }
}
