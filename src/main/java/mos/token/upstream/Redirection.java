package mos.token.upstream;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import mos.token.upstream.UpstreamAnswer.Answered;
import mos.token.upstream.UpstreamAnswer.Reason;
import mos.token.upstream.UpstreamAnswer.Refusal;

/// What an answer's `Location` leads to.
sealed interface Redirection {
    /// Not a redirect to follow: the answer is the result.
    record Final() implements Redirection {}

    /// It leads where we do not go.
    record Refused(Refusal refusal) implements Redirection {}

    /// It leads to a listed host.
    ///
    /// @param gate the name that bounds requests there: the host, or the listed suffix
    record Follow(URI uri, String gate) implements Redirection {}

    /// Judges an answer by its URL as written; only reads are ever redirected.
    static Redirection of(UpstreamRequest request, Answered answer) {
        return switch (request) {
            case UpstreamRequest.UploadPack _,
                    UpstreamRequest.LfsDownloadBatch _,
                    UpstreamRequest.HubLogin _ ->
                    new Final();
            case UpstreamRequest.Read read -> {
                Optional<String> location = answer.headers().first("Location");
                yield isRedirect(answer.status())
                                && location.isPresent()
                                && !read.redirects().equals(Redirects.NONE)
                        ? judge(answer.uri(), location.get(), read.redirects())
                        : new Final();
            }
        };
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static Redirection judge(URI from, String location, Redirects allowed) {
        URI to;
        try {
            URI resolved = from.resolve(new URI(location));
            // A fragment is the client's business (RFC 9110 §10.2.2).
            String text = resolved.toString();
            int fragment = text.indexOf('#');
            to = new URI(fragment < 0 ? text : text.substring(0, fragment));
        } catch (URISyntaxException _) {
            return refused(from, "an address that is none");
        }
        boolean ours =
                "https".equals(to.getScheme())
                        && to.getHost() != null
                        && to.getRawUserInfo() == null
                        && (to.getPort() == -1 || to.getPort() == 443);
        if (!ours) {
            return refused(from, "an address that is not plain https on port 443");
        }
        String host = to.getHost();
        if (allowed.hosts().contains(host)) {
            return new Follow(to, host);
        }
        for (String suffix : allowed.suffixes()) {
            if (host.endsWith(suffix) && host.length() > suffix.length()) {
                return new Follow(to, suffix);
            }
        }
        return refused(from, "a host that is not on the list: " + host);
    }

    private static Refused refused(URI from, String to) {
        return new Refused(
                new Refusal(Reason.REDIRECT_REFUSED, from.getHost() + " redirects to " + to, null));
    }
}
