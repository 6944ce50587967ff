package mos.token.http;

/// Which credentials a route looks at, and how its refusals look.
public enum Area {
    /// The JSON API: `Authorization`, or the session cookie (then with the cross-site check);
    /// refusals are problem details (RFC 9457).
    API,
    /// The page: the session cookie only, with the cross-site check; without one, off to sign in.
    PAGE,
    /// The handler looks at the credential itself; cookies are never read.
    OWN
}
