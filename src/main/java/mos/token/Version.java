package mos.token;

/// The version of this build, as it appears in `--version`, in the user agent of the gateway and in
/// the API.
public final class Version {
    /// The version without a leading `v`, for example `0.1.0`.
    public static final String NUMBER = "0.1.0";

    private Version() {}
}
